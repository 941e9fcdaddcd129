// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.Arguments;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests as the slow log and {@code MONITOR} show them: passwords hidden, and what is long cut
 * short.
 */
final class RequestExcerpt {
  /** What stands for a secret, in Redis' words. */
  static final byte[] REDACTED = ascii("(redacted)");

  /** The most arguments that the slow log keeps of a request, and bytes of each, as in Redis. */
  private static final int LOGGED_ARGUMENTS = 32;

  private static final int LOGGED_BYTES = 128;

  private RequestExcerpt() {}

  /** The arguments for the slow log. */
  static List<byte[]> logged(Command command, Arguments request) {
    int count = request.count();
    int whole = count > LOGGED_ARGUMENTS ? LOGGED_ARGUMENTS - 1 : count;
    List<byte[]> words = new ArrayList<>();
    for (int i = 0; i < whole; i++) {
      words.add(command.isSecret(request, i) ? REDACTED : start(request, i, LOGGED_BYTES));
    }
    if (whole < count) {
      words.add(ascii("... (" + (count - whole) + " more arguments)"));
    }
    return words;
  }

  /** The first {@code most} bytes of argument {@code i}, and how many follow. */
  static byte[] start(Arguments request, int i, int most) {
    int length = request.length(i);
    if (length <= most) {
      return request.bytes(i);
    }
    byte[] more = ascii("... (" + (length - most) + " more bytes)");
    MemorySegment large = request.large(i);
    byte[] array = request.array(i);
    byte[] cut = new byte[most + more.length];
    if (large != null) {
      MemorySegment.copy(large, ValueLayout.JAVA_BYTE, 0, cut, 0, most);
    } else if (array != null) {
      System.arraycopy(array, request.offset(i), cut, 0, most);
    }
    System.arraycopy(more, 0, cut, most, more.length);
    return cut;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
