// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The first line of a script or library: {@code #!lua name=... flags=...}.
 *
 * @param length its bytes, without the line feed, which stays so that lines keep their numbers
 * @param engine what stands behind {@code #!}
 * @param options the words behind it
 */
record Shebang(int length, String engine, List<String> options) {
  private static final Pattern SPACES = Pattern.compile("[ \\t\\x0b\\f\\r]+");

  /** Whether the code begins as one that has such a line. */
  static boolean isIn(byte[] code) {
    return code.length >= 2 && code[0] == '#' && code[1] == '!';
  }

  /** Reads the line. */
  static Shebang of(byte[] code, String unended) throws ScriptRefused {
    int end = 0;
    while (end < code.length && code[end] != '\n') {
      end++;
    }
    if (end == code.length) {
      throw new ScriptRefused(unended);
    }
    String line = new String(code, 2, end - 2, StandardCharsets.ISO_8859_1);
    List<String> words = Arrays.asList(SPACES.split(line));
    return new Shebang(end, words.getFirst(), words.subList(1, words.size()));
  }
}
