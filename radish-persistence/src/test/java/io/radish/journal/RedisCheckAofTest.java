// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redis' own tool takes segments for its append-only files; skipped, and said, without it. */
class RedisCheckAofTest {
  @TempDir Path folder;

  private static boolean isOnPath(String tool) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Arrays.stream(path.split(":", -1))
        .anyMatch(place -> Files.isExecutable(Path.of(place, tool)));
  }

  private String check(String tool, Path file) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(tool, file.toString()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + ": " + said;
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-check-aof", "valkey-check-aof"})
  void everySegment_isAccepted_andATornOneIsNot(String tool) throws Exception {
    if (!isOnPath(tool)) {
      System.err.println("SKIPPED: there is no " + tool + " on the PATH to check a journal with");
    }
    assumeTrue(isOnPath(tool), tool + " is not on the PATH");
    JournalSamples sample = new JournalSamples(31);
    sample.write(200, 3_000, sample.settings(Fsync.EVERYSEC, 30_000), true);
    sample.disk().copyTo(JournalSamples.FOLDER, folder);
    Path[] files;
    try (var found = Files.list(folder)) {
      files = found.toArray(Path[]::new);
    }
    assertThat(files).hasSizeGreaterThan(3);
    for (Path file : files) {
      assertThat(check(tool, file)).startsWith("0: ").contains("is valid");
    }
    byte[] whole = Files.readAllBytes(files[0]);
    int inACommand = new String(whole, StandardCharsets.ISO_8859_1).indexOf("$") + 1;
    Files.write(files[0], Arrays.copyOf(whole, inACommand));
    assertThat(check(tool, files[0])).startsWith("1: ");
  }
}
