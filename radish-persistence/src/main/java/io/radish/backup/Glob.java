// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

/**
 * A pattern with {@code *}, {@code ?}, {@code [a-z]}, {@code [^a-z]} and backslashes, over
 * characters, that any text is.
 *
 * <p>It takes odd sets as {@code KEYS} does: {@code []} is no character and {@code [^]} any, {@code
 * [b-a]} is {@code [a-b]}, and a set that is not closed ends with the pattern.
 *
 * <p>Matching goes back to the last star only: a longer match of an earlier star could not help,
 * because the later one tries every place from there on. So a match costs at most the length of the
 * pattern times that of the text.
 */
record Glob(String pattern) {
  boolean matches(String text) {
    int[] glob = pattern.codePoints().toArray();
    int[] characters = text.codePoints().toArray();
    int at = 0;
    int p = 0;
    int afterStar = -1;
    int retryAt = 0;
    while (at < characters.length) {
      boolean star = p < glob.length && glob[p] == '*';
      int next = p == glob.length || star ? -1 : step(glob, p, characters[at]);
      if (star) {
        afterStar = ++p;
        retryAt = at;
      } else if (next >= 0) {
        p = next;
        at++;
      } else if (afterStar >= 0) {
        p = afterStar;
        at = ++retryAt;
      } else {
        return false;
      }
    }
    while (p < glob.length && glob[p] == '*') {
      p++;
    }
    return p == glob.length;
  }

  /** Matches one character at {@code p}; where the pattern goes on, or -1. */
  private static int step(int[] glob, int p, int character) {
    return switch (glob[p]) {
      case '?' -> p + 1;
      case '[' -> setStep(glob, p + 1, character);
      case '\\' -> {
        int literal = p + 1 < glob.length ? p + 1 : p;
        yield glob[literal] == character ? literal + 1 : -1;
      }
      default -> glob[p] == character ? p + 1 : -1;
    };
  }

  private static int setStep(int[] glob, int from, int character) {
    int p = from;
    boolean not = p < glob.length && glob[p] == '^';
    if (not) {
      p++;
    }
    boolean match = false;
    while (p < glob.length && glob[p] != ']') {
      if (glob[p] == '\\' && p + 1 < glob.length) {
        p++;
        match |= glob[p] == character;
      } else if (p + 2 < glob.length && glob[p + 1] == '-') {
        int low = Math.min(glob[p], glob[p + 2]);
        int high = Math.max(glob[p], glob[p + 2]);
        match |= low <= character && character <= high;
        p += 2;
      } else {
        match |= glob[p] == character;
      }
      p++;
    }
    return match == not ? -1 : Math.min(p + 1, glob.length);
  }
}
