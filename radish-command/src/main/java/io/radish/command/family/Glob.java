// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.memory.ByteView;

/**
 * A glob pattern over bytes, as {@code KEYS} takes it: {@code *}, {@code ?}, {@code [a-c]}, {@code
 * [^a]}, and a backslash before what is meant as it stands.
 *
 * <p>Goes back to the last star only, so that a pattern full of stars costs at most the product of
 * the lengths.
 */
final class Glob {
  private final byte[] pattern;

  Glob(byte[] pattern) {
    this.pattern = pattern;
  }

  boolean matches(ByteView text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int starText = 0;
    while (t < text.length()) {
      if (p < pattern.length && pattern[p] == '*') {
        star = p++;
        starText = t;
      } else if (p < pattern.length && takes(p, text.get(t) & 0xff)) {
        p = after(p);
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++starText;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p] == '*') {
      p++;
    }
    return p == pattern.length;
  }

  /** Where the part of the pattern after the one at {@code p} begins. */
  private int after(int p) {
    if (pattern[p] == '\\' && p + 1 < pattern.length) {
      return p + 2;
    }
    if (pattern[p] != '[') {
      return p + 1;
    }
    int at = p + 1;
    while (at < pattern.length && pattern[at] != ']') {
      at += pattern[at] == '\\' && at + 1 < pattern.length ? 2 : 1;
    }
    return Math.min(at + 1, pattern.length);
  }

  private boolean takes(int p, int c) {
    return switch (pattern[p]) {
      case '?' -> true;
      case '[' -> takesOneOf(p, after(p), c);
      case '\\' -> (pattern[p + 1 < pattern.length ? p + 1 : p] & 0xff) == c;
      default -> (pattern[p] & 0xff) == c;
    };
  }

  private boolean takesOneOf(int p, int end, int c) {
    int at = p + 1;
    boolean negated = at < end && pattern[at] == '^';
    if (negated) {
      at++;
    }
    int close = pattern[end - 1] == ']' ? end - 1 : end;
    boolean found = false;
    while (at < close) {
      if (pattern[at] == '\\' && at + 1 < close) {
        at++;
        found |= (pattern[at] & 0xff) == c;
      } else if (at + 2 < close && pattern[at + 1] == '-') {
        int low = pattern[at] & 0xff;
        int high = pattern[at + 2] & 0xff;
        found |= Math.min(low, high) <= c && c <= Math.max(low, high);
        at += 2;
      } else {
        found |= (pattern[at] & 0xff) == c;
      }
      at++;
    }
    return found != negated;
  }
}
