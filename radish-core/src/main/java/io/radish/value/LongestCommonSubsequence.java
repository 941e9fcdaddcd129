// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;

/**
 * The longest common subsequence of two strings, by the usual table of the longest ones of their
 * beginnings.
 *
 * <p>Of the table two rows are kept at a time, as long as the shorter string. Which of several
 * longest ones is found has to be the one that Redis finds: so one bit is kept for each field,
 * which says that the way back goes up and not left. Views must stay valid as long as this is used.
 */
public final class LongestCommonSubsequence {
  /** Takes the common ranges, those at the ends of the strings first; positions are included. */
  @FunctionalInterface
  public interface RangeSink {
    void range(int firstFrom, int firstTo, int secondFrom, int secondTo);
  }

  private final ByteView first;
  private final ByteView second;
  private final int columns;
  private final long[] goesUp;
  private final int length;

  /**
   * Finds the length, and the way, unless only the length is wanted.
   *
   * @throws IllegalArgumentException where the table would have 2^31 fields or more
   */
  public LongestCommonSubsequence(ByteView first, ByteView second, boolean withWay) {
    long fields = fields(first, second);
    if (fields > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(fields + " fields");
    }
    this.first = first;
    this.second = second;
    this.columns = second.length() + 1;
    this.goesUp = new long[withWay ? (int) (fields >>> 6) + 1 : 0];
    this.length = second.length() <= first.length() ? byRows() : byColumns();
  }

  /** The number of fields of the table, which is the work to be done. */
  public static long fields(ByteView first, ByteView second) {
    return (first.length() + 1L) * (second.length() + 1L);
  }

  /** The number of bytes of the subsequence. */
  public int length() {
    return length;
  }

  private int byRows() {
    byte[] row = second.toBytes();
    int[] above = new int[columns];
    int[] current = new int[columns];
    for (int i = 1; i <= first.length(); i++) {
      byte b = first.get(i - 1);
      for (int j = 1; j < columns; j++) {
        if (b == row[j - 1]) {
          current[j] = above[j - 1] + 1;
        } else {
          current[j] = Math.max(above[j], current[j - 1]);
          mark(i, j, above[j] > current[j - 1]);
        }
      }
      int[] spare = above;
      above = current;
      current = spare;
    }
    return above[columns - 1];
  }

  private int byColumns() {
    byte[] column = first.toBytes();
    int[] left = new int[column.length + 1];
    int[] current = new int[column.length + 1];
    for (int j = 1; j < columns; j++) {
      byte b = second.get(j - 1);
      for (int i = 1; i <= column.length; i++) {
        if (b == column[i - 1]) {
          current[i] = left[i - 1] + 1;
        } else {
          current[i] = Math.max(left[i], current[i - 1]);
          mark(i, j, current[i - 1] > left[i]);
        }
      }
      int[] spare = left;
      left = current;
      current = spare;
    }
    return left[column.length];
  }

  private void mark(int i, int j, boolean up) {
    if (up && goesUp.length > 0) {
      int field = i * columns + j;
      goesUp[field >>> 6] |= 1L << field;
    }
  }

  private boolean goesUp(int i, int j) {
    int field = i * columns + j;
    return (goesUp[field >>> 6] & 1L << field) != 0;
  }

  /** The subsequence. */
  public byte[] bytes() {
    byte[] found = new byte[length];
    int[] end = {length};
    ranges(
        (from, to, secondFrom, secondTo) -> {
          end[0] -= to - from + 1;
          first.copyTo(from, found, end[0], to - from + 1);
        });
    return found;
  }

  /** Passes the common ranges on, from the ends of the strings to their beginnings. */
  public void ranges(RangeSink sink) {
    int i = first.length();
    int j = second.length();
    while (i > 0 && j > 0) {
      int to = i;
      while (i > 0 && j > 0 && first.get(i - 1) == second.get(j - 1)) {
        i--;
        j--;
      }
      if (i < to) {
        sink.range(i, to - 1, j, j + to - i - 1);
      } else if (goesUp(i, j)) {
        i--;
      } else {
        j--;
      }
    }
  }
}
