// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * The registers of a HyperLogLog of few elements: runs of equal ones, in the form of Redis.
 *
 * <pre>
 *   00xxxxxx            x + 1 registers are 0
 *   01xxxxxx yyyyyyyy   xy + 1 registers are 0
 *   1vvvvvxx            x + 1 registers are v + 1
 * </pre>
 *
 * <p>Registers are raised one by one in a copy, and runs are split and joined just as Redis does
 * it, so that the same elements in the same order leave the same bytes.
 */
final class SparseRegisters {
  /** What became of a register that was to be raised. */
  enum Raised {
    YES,
    /** It was as high already. */
    NO,
    /** What it would take is more than this form can or may hold. */
    TOO_LARGE,
    /** The runs end before it. */
    BROKEN
  }

  /** The highest rank that a run can hold. */
  static final int MOST_RANK = 32;

  /** More runs than this do not fit into all registers: a longer value is broken. */
  static final int MOST_BYTES = HyperLogLog.HEADER_BYTES + 2 * HyperLogLog.REGISTERS;

  private static final int LONGEST_ZERO = 64;
  private static final int LONGEST_VALUE = 4;
  private static final int JOINED_AT_A_TIME = 5;

  /** What one run can become: two of zeros, two bytes each, around the register. */
  private static final int MOST_NEW_BYTES = 5;

  /** Room for a few registers more, so that most copies are made once. */
  private static final int ROOM_BYTES = 16;

  private byte[] bytes;
  private int length;

  /** Copies the bytes of a whole HyperLogLog. */
  SparseRegisters(ByteView value) {
    this.length = value.length();
    this.bytes = new byte[length + ROOM_BYTES];
    value.copyTo(0, bytes, 0, length);
  }

  /** The bytes of the whole HyperLogLog, valid until a register is raised. */
  ByteView value() {
    return new ByteView().set(bytes, 0, length);
  }

  /** Says that the last estimate is out of date. */
  void makeStale() {
    bytes[HyperLogLog.STALE_AT] = HyperLogLog.stale(bytes[HyperLogLog.STALE_AT]);
  }

  // ---- reading ----

  /** Takes runs of equal registers. */
  @FunctionalInterface
  interface RunSink {
    void run(int first, int count, int rank);
  }

  /** Goes through all runs; whether they are just as long as all registers. */
  static boolean forEach(ByteView value, RunSink sink) {
    int first = 0;
    int at = HyperLogLog.HEADER_BYTES;
    while (at < value.length()) {
      int code = value.get(at) & 0xFF;
      if (isLongZero(code) && at + 1 == value.length()) {
        return false;
      }
      int count = isLongZero(code) ? longZero(code, value.get(at + 1)) : count(code);
      if (count > HyperLogLog.REGISTERS - first) {
        return false;
      }
      sink.run(first, count, rank(code));
      first += count;
      at += bytes(code);
    }
    return first == HyperLogLog.REGISTERS;
  }

  /** The runs as Redis' {@code PFDEBUG DECODE} shows them. */
  static String toText(ByteView value) {
    StringBuilder text = new StringBuilder();
    for (int at = HyperLogLog.HEADER_BYTES; at < value.length(); ) {
      int code = value.get(at) & 0xFF;
      if (isLongZero(code)) {
        int low = at + 1 < value.length() ? value.get(at + 1) : 0;
        text.append("Z:").append(longZero(code, low));
      } else if (rank(code) == 0) {
        text.append("z:").append(count(code));
      } else {
        text.append("v:").append(rank(code)).append(',').append(count(code));
      }
      text.append(' ');
      at += bytes(code);
    }
    return text.toString().strip();
  }

  private static boolean isLongZero(int code) {
    return (code & 0xC0) == 0x40;
  }

  private static int bytes(int code) {
    return isLongZero(code) ? 2 : 1;
  }

  private static int longZero(int code, int low) {
    return (((code & 0x3F) << 8) | (low & 0xFF)) + 1;
  }

  /** The registers of a run of one byte. */
  private static int count(int code) {
    return (code & 0x80) != 0 ? (code & 3) + 1 : (code & 0x3F) + 1;
  }

  private static int rank(int code) {
    return (code & 0x80) != 0 ? ((code >>> 2) & 31) + 1 : 0;
  }

  private int code(int at) {
    return bytes[at] & 0xFF;
  }

  private int countAt(int at) {
    int code = code(at);
    return isLongZero(code) ? longZero(code, bytes[at + 1]) : count(code);
  }

  // ---- raising ----

  /**
   * Raises a register to {@code rank}.
   *
   * @param limit the most bytes that the value may have where it grows; asked for only then
   */
  Raised raise(int register, int rank, LongSupplier limit) {
    if (rank > MOST_RANK) {
      return Raised.TOO_LARGE;
    }
    int previous = -1;
    int first = 0;
    int at = HyperLogLog.HEADER_BYTES;
    while (at < length) {
      if (isLongZero(code(at)) && at + 1 == length) {
        return Raised.BROKEN;
      }
      int count = countAt(at);
      if (register < first + count) {
        return raise(at, previous < 0 ? at : previous, register - first, count, rank, limit);
      }
      previous = at;
      first += count;
      at += bytes(code(at));
    }
    return Raised.BROKEN;
  }

  /** Raises register {@code into} of the run at {@code at}, which has {@code count} of them. */
  private Raised raise(int at, int joinFrom, int into, int count, int rank, LongSupplier limit) {
    int old = rank(code(at));
    if (old >= rank) {
      return Raised.NO;
    }
    byte[] fresh = new byte[MOST_NEW_BYTES];
    int size = 0;
    // A long run of zeros with one register left is split like any other.
    boolean alone = count == 1 && bytes(code(at)) == 1;
    if (!alone && into > 0) {
      size = put(fresh, size, old, into);
    }
    size = put(fresh, size, rank, 1);
    if (!alone && into < count - 1) {
      size = put(fresh, size, old, count - 1 - into);
    }
    int growth = size - bytes(code(at));
    if (growth > 0 && (long) length + growth > limit.getAsLong()) {
      return Raised.TOO_LARGE;
    }
    splice(at, bytes(code(at)), fresh, size);
    join(joinFrom);
    return Raised.YES;
  }

  /** Adds a run; where it ends. */
  private static int put(byte[] to, int at, int rank, int count) {
    if (rank > 0) {
      to[at] = value(rank, count);
      return at + 1;
    }
    if (count <= LONGEST_ZERO) {
      to[at] = (byte) (count - 1);
      return at + 1;
    }
    to[at] = (byte) (0x40 | ((count - 1) >>> 8));
    to[at + 1] = (byte) (count - 1);
    return at + 2;
  }

  private static byte value(int rank, int count) {
    return (byte) (0x80 | ((rank - 1) << 2) | (count - 1));
  }

  private void splice(int at, int oldSize, byte[] fresh, int size) {
    int end = length + size - oldSize;
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, end + (end >>> 3));
    }
    System.arraycopy(bytes, at + oldSize, bytes, at + size, length - at - oldSize);
    System.arraycopy(fresh, 0, bytes, at, size);
    length = end;
  }

  /** Joins neighbours of the same rank, as far as Redis looks for them. */
  private void join(int from) {
    int at = from;
    for (int i = 0; i < JOINED_AT_A_TIME && at < length; i++) {
      int code = code(at);
      int rank = rank(code);
      boolean joins =
          rank > 0
              && at + 1 < length
              && rank(code(at + 1)) == rank
              && count(code) + count(code(at + 1)) <= LONGEST_VALUE;
      if (joins) {
        bytes[at + 1] = value(rank, count(code) + count(code(at + 1)));
        splice(at, 1, bytes, 0);
      } else {
        at += bytes(code);
      }
    }
  }
}
