// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes requests part by part, without making objects. */
final class RequestWriter {
  /** Most bytes besides those of the arguments, for each of them and once more. */
  static final int FRAME = 16;

  private RequestWriter() {}

  static void begin(ByteBuffer to, int arguments) {
    to.put((byte) '*');
    number(to, arguments);
  }

  static void argument(ByteBuffer to, byte[] bytes) {
    argument(to, bytes, 0, bytes.length);
  }

  static void argument(ByteBuffer to, byte[] bytes, int from, int length) {
    open(to, length);
    to.put(bytes, from, length);
    close(to);
  }

  /** The beginning of an argument of {@code length} bytes, which the caller then puts. */
  static void open(ByteBuffer to, int length) {
    to.put((byte) '$');
    number(to, length);
  }

  static void close(ByteBuffer to) {
    to.put((byte) '\r').put((byte) '\n');
  }

  private static void number(ByteBuffer to, int number) {
    to.put(Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
    close(to);
  }
}
