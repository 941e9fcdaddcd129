// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.radish.memory.ByteView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Reads any bytes as a payload: with {@code JAZZER_FUZZ=1} it searches, else it tries the corpus.
 * The footer is made right, or nothing behind the checksum would ever be reached.
 */
class DumpPayloadFuzzTest {
  /** Mutations of the corpus in a build: a second or two. */
  private static final int MUTATIONS = 5_000;

  @FuzzTest(maxDuration = "5m")
  void payloads(byte[] bytes) {
    read(bytes);
    read(Payloads.repaired(bytes));
  }

  @Test
  void payloads_mutated_areReadOrRefused() throws IOException {
    List<byte[]> corpus = new ArrayList<>();
    try (Stream<Path> files = Files.list(Payloads.folder())) {
      for (Path file : files.sorted().toList()) {
        corpus.add(Files.readAllBytes(file));
      }
    }
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] payload = mutated(corpus.get(random.nextInt(corpus.size())), random);
      refused += read(Payloads.repaired(payload)) == DumpPayload.Outcome.READ ? 0 : 1;
    }
    assertThat(refused).isBetween(MUTATIONS / 10, MUTATIONS - MUTATIONS / 10);
  }

  private static byte[] mutated(byte[] good, Random random) {
    byte[] bytes = good.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(random.nextBoolean() ? Math.min(bytes.length, 30) : bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xFF : 0x81);
        default -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
      }
    }
    return bytes;
  }

  private static DumpPayload.Outcome read(byte[] payload) {
    return DumpPayload.read(ByteView.of(payload), new ReadValue());
  }
}
