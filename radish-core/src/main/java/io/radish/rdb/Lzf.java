// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Marc Lehmann's LZF, which Redis compresses strings with: the same bytes out of the same bytes.
 *
 * <pre>
 *   000lllll                     l + 1 bytes follow as they are
 *   lllooooo oooooooo            l + 2 bytes as they stand o + 1 bytes before; l from 1 to 6
 *   111ooooo llllllll oooooooo   l + 9 bytes likewise
 * </pre>
 *
 * <p>One table of where three bytes were seen last serves many runs: positions are counted on from
 * run to run, so that those of an earlier one are too small to be of this one.
 */
final class Lzf {
  /** What one byte can become at most: three bytes stand for up to 264. */
  static final int MAX_RATIO = 88;

  private static final int TABLE_BITS = 16;
  private static final int MAX_LITERALS = 1 << 5;
  private static final int MAX_OFFSET = 1 << 13;
  private static final int MAX_MATCH = (1 << 8) + (1 << 3);

  /** Matches up to here are compared without looking at the end; see {@link #matchLength}. */
  private static final int UNCHECKED = 16;

  private final int[] seenAt = new int[1 << TABLE_BITS];
  private int runStart = 1;

  /**
   * Compresses {@code length} bytes of {@code in} from {@code from} on into {@code out}.
   *
   * @return the number of bytes written; 0 where they would be more than {@code room}
   */
  int compress(MemorySegment in, long from, int length, MemorySegment out, long to, int room) {
    if (length == 0 || room == 0) {
      return 0;
    }
    if (runStart > Integer.MAX_VALUE - length) {
      Arrays.fill(seenAt, 0);
      runStart = 1;
    }
    int start = runStart;
    runStart += length;
    int ip = 0;
    int op = 1;
    int literals = 0;
    int hash = length > 1 ? two(in, from) : 0;
    while (ip < length - 2) {
      hash = next(hash, in, from + ip);
      int slot = slot(hash);
      // A position before this run's gives a number below 0, and the first byte is never taken.
      int ref = seenAt[slot] - start;
      seenAt[slot] = start + ip;
      int offset = ip - ref - 1;
      if (offset < MAX_OFFSET && ref > 0 && isSame(in, from + ref, from + ip)) {
        if (op + 4 >= room && op - (literals == 0 ? 1 : 0) + 4 >= room) {
          return 0;
        }
        op = endLiterals(out, to, op, literals);
        int matched = matchLength(in, from + ref, from + ip, length - ip - 2) - 2;
        if (matched < 7) {
          put(out, to + op++, (offset >> 8) + (matched << 5));
        } else {
          put(out, to + op++, (offset >> 8) + (7 << 5));
          put(out, to + op++, matched - 7);
        }
        put(out, to + op++, offset);
        literals = 0;
        op++;
        ip += matched + 2;
        if (ip >= length - 2) {
          break;
        }
        ip -= 2;
        hash = two(in, from + ip);
        for (int i = 0; i < 2; i++) {
          hash = next(hash, in, from + ip);
          seenAt[slot(hash)] = start + ip;
          ip++;
        }
      } else {
        if (op >= room) {
          return 0;
        }
        put(out, to + op++, in.get(JAVA_BYTE, from + ip++));
        if (++literals == MAX_LITERALS) {
          op = endLiterals(out, to, op, literals) + 1;
          literals = 0;
        }
      }
    }
    if (op + 3 > room) {
      return 0;
    }
    while (ip < length) {
      put(out, to + op++, in.get(JAVA_BYTE, from + ip++));
      if (++literals == MAX_LITERALS) {
        op = endLiterals(out, to, op, literals) + 1;
        literals = 0;
      }
    }
    return endLiterals(out, to, op, literals);
  }

  /** Writes the number of literals before them; where there are none, their place is taken back. */
  private static int endLiterals(MemorySegment out, long to, int op, int literals) {
    if (literals == 0) {
      return op - 1;
    }
    put(out, to + op - literals - 1, literals - 1);
    return op;
  }

  private static boolean isSame(MemorySegment in, long a, long b) {
    return in.get(JAVA_BYTE, a + 2) == in.get(JAVA_BYTE, b + 2)
        && in.get(JAVA_BYTE, a + 1) == in.get(JAVA_BYTE, b + 1)
        && in.get(JAVA_BYTE, a) == in.get(JAVA_BYTE, b);
  }

  /**
   * How many bytes are the same at {@code ref} and {@code at}, three or more. As in the original
   * the first ones are compared without looking at the limit where it is far, so that a match may
   * be longer than {@code limit} by what then follows.
   */
  private static int matchLength(MemorySegment in, long ref, long at, int limit) {
    int max = Math.min(limit, MAX_MATCH);
    int length = 2;
    if (max > UNCHECKED) {
      for (int i = 0; i < UNCHECKED; i++) {
        length++;
        if (in.get(JAVA_BYTE, ref + length) != in.get(JAVA_BYTE, at + length)) {
          return length;
        }
      }
    }
    do {
      length++;
    } while (length < max && in.get(JAVA_BYTE, ref + length) == in.get(JAVA_BYTE, at + length));
    return length;
  }

  private static int two(MemorySegment in, long at) {
    return (in.get(JAVA_BYTE, at) & 0xFF) << 8 | (in.get(JAVA_BYTE, at + 1) & 0xFF);
  }

  private static int next(int hash, MemorySegment in, long at) {
    return hash << 8 | (in.get(JAVA_BYTE, at + 2) & 0xFF);
  }

  private static int slot(int hash) {
    return ((hash >>> (24 - TABLE_BITS)) - hash * 5) & ((1 << TABLE_BITS) - 1);
  }

  private static void put(MemorySegment out, long at, int value) {
    out.set(JAVA_BYTE, at, (byte) value);
  }

  /**
   * Writes what {@code length} bytes of {@code in} stand for to the beginning of {@code out}.
   *
   * @return whether they stand for exactly {@code expected} bytes
   */
  static boolean expand(MemorySegment in, long from, int length, MemorySegment out, int expected) {
    long ip = from;
    long end = from + length;
    int op = 0;
    while (ip < end) {
      int control = in.get(JAVA_BYTE, ip++) & 0xFF;
      if (control < MAX_LITERALS) {
        int literals = control + 1;
        if (literals > end - ip || literals > expected - op) {
          return false;
        }
        MemorySegment.copy(in, ip, out, op, literals);
        ip += literals;
        op += literals;
        continue;
      }
      int matched = control >> 5;
      if (end - ip < (matched == 7 ? 2 : 1)) {
        return false;
      }
      if (matched == 7) {
        matched += in.get(JAVA_BYTE, ip++) & 0xFF;
      }
      matched += 2;
      int ref = op - ((control & 0x1F) << 8) - (in.get(JAVA_BYTE, ip++) & 0xFF) - 1;
      if (ref < 0 || matched > expected - op) {
        return false;
      }
      repeat(out, ref, op, matched);
      op += matched;
    }
    return op == expected;
  }

  /** Copies forwards, so that what was just written is copied again where the two overlap. */
  private static void repeat(MemorySegment out, int ref, int op, int count) {
    if (op - ref >= count) {
      MemorySegment.copy(out, ref, out, op, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      out.set(JAVA_BYTE, op + (long) i, out.get(JAVA_BYTE, ref + (long) i));
    }
  }
}
