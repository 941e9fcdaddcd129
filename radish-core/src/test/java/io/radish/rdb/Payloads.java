// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * Payloads from real servers, which are the fuzzer's corpus too, and such with a right footer.
 *
 * <p>Those named {@code redis70-} and {@code valkey80-} were written by these; the others are older
 * forms, made by hand and read by Redis 7.0.
 */
final class Payloads {
  private static final String FOLDER = "DumpPayloadFuzzTestInputs/payloads/";
  private static final int FOOTER_BYTES = 10;

  private Payloads() {}

  static byte[] named(String name) {
    try (InputStream in = Payloads.class.getResourceAsStream(FOLDER + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path folder() {
    URL one = Objects.requireNonNull(Payloads.class.getResource(FOLDER + "linked"));
    return Objects.requireNonNull(Path.of(one.getPath()).getParent());
  }

  /** {@code body} with the footer of that version. */
  static byte[] withFooter(byte[] body, int version) {
    ByteBuffer payload =
        ByteBuffer.allocate(body.length + FOOTER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    payload.put(body).putShort((short) version);
    long sum = Crc64.of(MemorySegment.ofArray(payload.array()), 0, payload.position());
    return payload.putLong(sum).array();
  }

  /** The same with a right footer in the place of the one it has. */
  static byte[] repaired(byte[] payload) {
    int body = Math.max(0, payload.length - FOOTER_BYTES);
    return withFooter(Arrays.copyOf(payload, body), DumpPayload.VERSION);
  }
}
