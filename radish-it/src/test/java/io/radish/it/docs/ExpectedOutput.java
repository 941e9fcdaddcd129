// SPDX-License-Identifier: Apache-2.0
package io.radish.it.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a document shows as an example's output: lines, in which {@code ...} stands for anything,
 * and as a line of its own for any number of lines.
 *
 * <p>Blanks at the ends of lines, indentation, and empty lines at either end do not count.
 */
final class ExpectedOutput {
  private static final String ANYTHING = "...";

  private final String shown;
  private final Pattern pattern;

  ExpectedOutput(String shown) {
    this.shown = shown;
    List<String> lines = shown.strip().lines().map(String::strip).toList();
    List<String> parts = new ArrayList<>();
    for (String line : lines) {
      parts.add(line.strip().equals(ANYTHING) ? "(?s:.*?\\n)??" : regex(line) + "\\n");
    }
    pattern = Pattern.compile(String.join("", parts));
  }

  private static String regex(String line) {
    List<String> pieces = List.of(line.split(Pattern.quote(ANYTHING), -1));
    return pieces.stream().map(Pattern::quote).collect(Collectors.joining(".*"));
  }

  /** Whether that was printed. */
  boolean matches(String printed) {
    String text = printed.strip().lines().map(String::strip).collect(Collectors.joining("\n"));
    return pattern.matcher(text + "\n").matches();
  }

  @Override
  public String toString() {
    return shown;
  }
}
