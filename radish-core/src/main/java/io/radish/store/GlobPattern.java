// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ByteView;

/**
 * A pattern with {@code *}, {@code ?}, {@code [a-z]}, {@code [^a]} and backslashes, over bytes,
 * that accepts exactly what Redis' does, its oddities included.
 *
 * <p>Those are: a class that is not closed ends with the pattern; {@code [a-]} is a range up to the
 * bracket; bytes beyond ASCII come before the others in ranges; {@code *} does not match the empty
 * string unless it is the whole pattern of a command that says so.
 *
 * <p>Matching goes back to the last star only: a longer match of an earlier star could not help,
 * because the later one tries every place from there on. So a match costs at most the length of the
 * pattern times that of the string. Not thread-safe.
 */
public final class GlobPattern {
  /** Stars that lead on to more of the pattern, beyond which Redis lets nothing match. */
  private static final int MAX_STARS = 1000;

  private final byte[] pattern;
  private byte[] copy = new byte[0];

  /** Makes a matcher of {@code pattern}, which is not copied. */
  public GlobPattern(byte[] pattern) {
    this.pattern = pattern;
  }

  /** Whether this is a single star. */
  public boolean isEverything() {
    return pattern.length == 1 && pattern[0] == '*';
  }

  /** Whether {@code string} matches. */
  public boolean matches(ByteView string) {
    int length = string.length();
    byte[] array = string.array();
    if (array != null) {
      return matches(array, (int) string.offset(), length);
    }
    if (copy.length < length) {
      copy = new byte[Math.max(length, 256)];
    }
    string.copyTo(0, copy, 0, length);
    return matches(copy, 0, length);
  }

  /** Whether the bytes match. */
  public boolean matches(byte[] string, int offset, int length) {
    int end = offset + length;
    int at = offset;
    int p = 0;
    int stars = 0;
    int afterStar = -1;
    int retryAt = 0;
    while (p < pattern.length && at < end) {
      if (pattern[p] == '*') {
        p = pastStars(p);
        if (p == pattern.length) {
          return true;
        }
        if (++stars > MAX_STARS) {
          return false;
        }
        afterStar = p;
        retryAt = at;
      }
      int next = step(p, string[at]);
      if (next >= 0) {
        p = ++at == end ? pastStars(next) : next;
      }
      if (next < 0 || (p == pattern.length) != (at == end)) {
        if (afterStar < 0 || ++retryAt >= end) {
          return false;
        }
        p = afterStar;
        at = retryAt;
      }
    }
    return p == pattern.length && at == end;
  }

  private int pastStars(int from) {
    int p = from;
    while (p < pattern.length && pattern[p] == '*') {
      p++;
    }
    return p;
  }

  /** Matches one byte at {@code p}; where the pattern goes on, or -1. */
  private int step(int p, byte character) {
    return switch (pattern[p]) {
      case '?' -> p + 1;
      case '[' -> classStep(p + 1, character);
      case '\\' -> {
        int literal = p + 1 < pattern.length ? p + 1 : p;
        yield pattern[literal] == character ? literal + 1 : -1;
      }
      default -> pattern[p] == character ? p + 1 : -1;
    };
  }

  private int classStep(int from, byte character) {
    int p = from;
    boolean not = p < pattern.length && pattern[p] == '^';
    if (not) {
      p++;
    }
    boolean match = false;
    while (p < pattern.length && pattern[p] != ']') {
      if (pattern[p] == '\\' && p + 1 < pattern.length) {
        p++;
        match |= pattern[p] == character;
      } else if (p + 2 < pattern.length && pattern[p + 1] == '-') {
        byte low = (byte) Math.min(pattern[p], pattern[p + 2]);
        byte high = (byte) Math.max(pattern[p], pattern[p + 2]);
        match |= low <= character && character <= high;
        p += 2;
      } else {
        match |= pattern[p] == character;
      }
      p++;
    }
    // Behind the closing bracket, or at the end where there is none.
    int next = Math.min(p + 1, pattern.length);
    return match == not ? -1 : next;
  }
}
