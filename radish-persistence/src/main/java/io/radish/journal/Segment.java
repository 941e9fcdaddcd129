// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

/**
 * A segment of a journal, as it lies in the folder.
 *
 * @param first the number of its first unit, which its name says
 * @param bytes how long it is
 */
public record Segment(long first, long bytes) {
  static final String PREFIX = "journal_";
  static final String SUFFIX = ".aof";
  private static final String TEMPORARY = ".tmp";
  private static final int DIGITS = 20;

  /** The file's name. */
  public String fileName() {
    return fileName(first);
  }

  static String fileName(long first) {
    String digits = Long.toString(first);
    return PREFIX + "0".repeat(DIGITS - digits.length()) + digits + SUFFIX;
  }

  /** What a file is called until it may have the name. */
  static String temporaryName(long first) {
    return fileName(first) + TEMPORARY;
  }

  static boolean isTemporary(String fileName) {
    return fileName.startsWith(PREFIX) && fileName.endsWith(SUFFIX + TEMPORARY);
  }

  /** The first unit's number that the name says; -1 where it is not a segment's. */
  static long firstOf(String fileName) {
    if (fileName.length() != PREFIX.length() + DIGITS + SUFFIX.length()
        || !fileName.startsWith(PREFIX)
        || !fileName.endsWith(SUFFIX)) {
      return -1;
    }
    String digits = fileName.substring(PREFIX.length(), PREFIX.length() + DIGITS);
    if (!digits.matches("0[0-9]+")) {
      return -1;
    }
    return Long.parseLong(digits);
  }
}
