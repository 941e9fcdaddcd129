// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.store.KeyspaceName;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The caches that full runs leave out: globs of their names, in which {@code *}, {@code ?}, {@code
 * [a-z]}, {@code [^a-z]} and {@code \} mean what they mean to {@code KEYS}.
 *
 * <p>A cache left out takes its stores along; {@code cache:store} leaves out a store alone.
 */
record Exclusions(List<String> globs, List<Pattern> patterns) {
  static Exclusions of(List<String> globs) {
    return new Exclusions(List.copyOf(globs), globs.stream().map(Exclusions::pattern).toList());
  }

  boolean excludes(KeyspaceName name) {
    return patterns.stream()
        .anyMatch(p -> p.matcher(name.cache()).matches() || p.matcher(name.toString()).matches());
  }

  private static Pattern pattern(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      int end = c == '[' ? glob.indexOf(']', i + 2) : -1;
      if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (end > 0) {
        regex.append(characters(glob.substring(i + 1, end)));
        i = end;
      } else {
        if (c == '\\' && i + 1 < glob.length()) {
          i++;
        }
        regex.append(Pattern.quote(glob.substring(i, i + 1)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  /** A set of characters, in which only a first ^ and a - between two others have a meaning. */
  private static String characters(String set) {
    boolean not = set.startsWith("^");
    StringBuilder regex = new StringBuilder(not ? "[^" : "[");
    for (char c : set.substring(not ? 1 : 0).toCharArray()) {
      if (c != '-' && !Character.isLetterOrDigit(c)) {
        regex.append('\\');
      }
      regex.append(c);
    }
    return regex.append(']').toString();
  }
}
