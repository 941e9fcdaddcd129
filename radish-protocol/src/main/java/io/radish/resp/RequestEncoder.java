// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes requests as a client sends them: arrays of bulk strings. */
public final class RequestEncoder {
  /** Type, digits and line end of a length, and the line end of what it announces. */
  private static final int FRAME = 16;

  private RequestEncoder() {}

  /** The bytes of one request. */
  public static byte[] encode(byte[]... arguments) {
    int bound = FRAME;
    for (byte[] argument : arguments) {
      bound = Math.addExact(bound, Math.addExact(argument.length, FRAME));
    }
    byte[] request = new byte[bound];
    int at = header(request, 0, '*', arguments.length);
    for (byte[] argument : arguments) {
      at = header(request, at, '$', argument.length);
      System.arraycopy(argument, 0, request, at, argument.length);
      at = lineEnd(request, at + argument.length);
    }
    return Arrays.copyOf(request, at);
  }

  /** The bytes of one request of UTF-8 texts. */
  public static byte[] encode(String... arguments) {
    byte[][] bytes = new byte[arguments.length][];
    for (int i = 0; i < arguments.length; i++) {
      bytes[i] = arguments[i].getBytes(StandardCharsets.UTF_8);
    }
    return encode(bytes);
  }

  private static int header(byte[] request, int from, char type, int length) {
    byte[] digits = Integer.toString(length).getBytes(StandardCharsets.US_ASCII);
    request[from] = (byte) type;
    System.arraycopy(digits, 0, request, from + 1, digits.length);
    return lineEnd(request, from + 1 + digits.length);
  }

  private static int lineEnd(byte[] request, int at) {
    request[at] = '\r';
    request[at + 1] = '\n';
    return at + 2;
  }
}
