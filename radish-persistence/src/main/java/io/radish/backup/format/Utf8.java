// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at bytes as UTF-8: strict, so that what passes comes back from any decoder as it was. */
final class Utf8 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  /** Whether all of the bytes are ASCII that stands in a JSON string as it is. */
  static boolean isPlain(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      if (needsCare((long) LONG.get(bytes, at))) {
        return false;
      }
    }
    for (; at < to; at++) {
      byte b = bytes[at];
      if (b < 0x20 || b == '"' || b == '\\') {
        return false;
      }
    }
    return true;
  }

  /** Whether one of eight bytes is not ASCII, a control character, a quote or a backslash. */
  private static boolean needsCare(long eight) {
    long control = (eight - 0x20 * ONES) & ~eight;
    long quote = eight ^ ('"' * ONES);
    long backslash = eight ^ ('\\' * ONES);
    return ((eight | control | ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash))
            & HIGHS)
        != 0;
  }

  /** Where the bytes stop being whole, valid characters: {@code to} where all of them are. */
  static int validUpTo(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (bytes[at] >= 0) {
        at++;
        continue;
      }
      int length = sequence(bytes, at, to);
      if (length == 0) {
        return at;
      }
      at += length;
    }
    return to;
  }

  /** The length of the sequence of two to four bytes at {@code at}; 0 where there is none. */
  private static int sequence(byte[] bytes, int at, int to) {
    int lead = bytes[at] & 0xff;
    if (lead < 0xc2 || lead > 0xf4) {
      return 0;
    }
    int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (to - at < length) {
      return 0;
    }
    int second = bytes[at + 1] & 0xff;
    // Refuses what is overlong, a surrogate (ed a0..bf) or beyond U+10FFFF (f4 90..).
    int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (second < low || second > high) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  private Utf8() {}
}
