// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

/** Redis' glob patterns over names of settings: {@code *}, {@code ?}, and {@code [a-z]}. */
final class NamePattern {
  private NamePattern() {}

  /**
   * Whether all of {@code name} matches. Goes back to the last {@code *} only, so a pattern full of
   * stars costs the product of the lengths at most.
   */
  static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int starName = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        starName = n;
      } else if (p < pattern.length() && matchesOne(pattern, p, name.charAt(n))) {
        p = afterOne(pattern, p);
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++starName;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  private static int afterOne(String pattern, int p) {
    int close = pattern.charAt(p) == '[' ? pattern.indexOf(']', p + 1) : -1;
    return close < 0 ? p + 1 : close + 1;
  }

  private static boolean matchesOne(String pattern, int p, char c) {
    char wanted = pattern.charAt(p);
    int close = wanted == '[' ? pattern.indexOf(']', p + 1) : -1;
    if (close < 0) {
      return wanted == '?' || wanted == c;
    }
    int at = p + 1;
    boolean negated = pattern.charAt(at) == '^';
    if (negated) {
      at++;
    }
    boolean found = false;
    while (at < close) {
      boolean range = at + 2 < close && pattern.charAt(at + 1) == '-';
      char last = pattern.charAt(range ? at + 2 : at);
      found |= pattern.charAt(at) <= c && c <= last;
      at += range ? 3 : 1;
    }
    return found != negated;
  }
}
