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
 * pattern times that of the string. Not thread-safe but for {@link #matchesInPlace}.
 */
public final class GlobPattern {
  /** Stars that lead on to more of the pattern, beyond which Redis lets nothing match. */
  private static final int MAX_STARS = 1000;

  /** What is copied to the heap to be looked at: nearly every key. */
  private static final int COPIED_BYTES = 4096;

  private final ByteView pattern;
  private final int end;
  private final ByteView string = new ByteView();
  private byte[] copy = new byte[256];

  /** Makes a matcher of {@code pattern}, which is not copied. */
  public GlobPattern(byte[] pattern) {
    this(ByteView.of(pattern));
  }

  /** Makes a matcher of {@code pattern}, whose bytes have to stay where they are. */
  public GlobPattern(ByteView pattern) {
    this.pattern = pattern;
    this.end = pattern.length();
  }

  /** Whether this is a single star. */
  public boolean isEverything() {
    return end == 1 && pattern.get(0) == '*';
  }

  /** Whether {@code string} matches. */
  public boolean matches(ByteView wanted) {
    int length = wanted.length();
    if (wanted.array() != null || length > COPIED_BYTES) {
      return isMatch(string.set(wanted));
    }
    if (copy.length < length) {
      copy = new byte[COPIED_BYTES];
    }
    wanted.copyTo(0, copy, 0, length);
    return matches(copy, 0, length);
  }

  /** Whether the bytes match. */
  public boolean matches(byte[] bytes, int offset, int length) {
    return isMatch(string.set(bytes, offset, length));
  }

  /**
   * Whether {@code wanted} matches, which is looked at where it lies. Unlike the others, safe for
   * any thread.
   */
  public boolean matchesInPlace(ByteView wanted) {
    return isMatch(wanted);
  }

  private boolean isMatch(ByteView bytes) {
    int stop = bytes.length();
    int at = 0;
    int p = 0;
    int stars = 0;
    int afterStar = -1;
    int retryAt = 0;
    while (p < end && at < stop) {
      if (pattern.get(p) == '*') {
        p = pastStars(p);
        if (p == end) {
          return true;
        }
        if (++stars > MAX_STARS) {
          return false;
        }
        afterStar = p;
        retryAt = at;
      }
      int next = step(p, bytes.get(at));
      if (next >= 0) {
        p = ++at == stop ? pastStars(next) : next;
      }
      if (next < 0 || (p == end) != (at == stop)) {
        if (afterStar < 0 || ++retryAt >= stop) {
          return false;
        }
        p = afterStar;
        at = retryAt;
      }
    }
    return p == end && at == stop;
  }

  private int pastStars(int from) {
    int p = from;
    while (p < end && pattern.get(p) == '*') {
      p++;
    }
    return p;
  }

  /** Matches one byte at {@code p}; where the pattern goes on, or -1. */
  private int step(int p, byte character) {
    return switch (pattern.get(p)) {
      case '?' -> p + 1;
      case '[' -> classStep(p + 1, character);
      case '\\' -> {
        int literal = p + 1 < end ? p + 1 : p;
        yield pattern.get(literal) == character ? literal + 1 : -1;
      }
      default -> pattern.get(p) == character ? p + 1 : -1;
    };
  }

  private int classStep(int from, byte character) {
    int p = from;
    boolean not = p < end && pattern.get(p) == '^';
    if (not) {
      p++;
    }
    boolean match = false;
    while (p < end && pattern.get(p) != ']') {
      if (pattern.get(p) == '\\' && p + 1 < end) {
        p++;
        match |= pattern.get(p) == character;
      } else if (p + 2 < end && pattern.get(p + 1) == '-') {
        byte low = (byte) Math.min(pattern.get(p), pattern.get(p + 2));
        byte high = (byte) Math.max(pattern.get(p), pattern.get(p + 2));
        match |= low <= character && character <= high;
        p += 2;
      } else {
        match |= pattern.get(p) == character;
      }
      p++;
    }
    // Behind the closing bracket, or at the end where there is none.
    int next = Math.min(p + 1, end);
    return match == not ? -1 : next;
  }
}
