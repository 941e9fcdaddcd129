// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The known word that is nearest to one mistyped, by edit distance. */
public final class Suggestion {
  /** Past a third of a word changed, a guess is more confusing than none. */
  private static final int LETTERS_PER_EDIT = 3;

  /** Longer words are no typing mistakes, and the distance costs the product of the lengths. */
  private static final int MAX_LENGTH = 64;

  private Suggestion() {}

  /** The nearest of {@code known}, where one is near enough. */
  public static Optional<String> nearest(String word, Collection<String> known) {
    if (word.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
        .filter(best -> distance(word, best) <= Math.max(1, word.length() / LETTERS_PER_EDIT));
  }

  /** Letters added, dropped, replaced, or swapped with their neighbour. */
  private static int distance(String a, String b) {
    int[][] rows = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      rows[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      rows[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int replaced = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        rows[i][j] = swapped ? Math.min(best, rows[i - 2][j - 2] + 1) : best;
      }
    }
    return rows[a.length()][b.length()];
  }
}
