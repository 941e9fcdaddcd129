// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.InlineValues;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Where JSON may stand as typed in an inline request: the value of {@code SET} and {@code
 * CACHESET}, and the elements of a push, also behind {@code CACHE name}.
 */
public final class InlineJson implements InlineValues {
  /** The longest name of a command that takes one. */
  private static final int LONGEST = "CACHESET".length();

  /** Makes the rule; it has no state. */
  public InlineJson() {}

  @Override
  public boolean takesJson(List<byte[]> argumentsSoFar) {
    boolean behindCache = argumentsSoFar.size() > 2 && nameAt(argumentsSoFar, 0).equals("CACHE");
    int first = behindCache ? 2 : 0;
    if (argumentsSoFar.size() <= first) {
      return false;
    }
    int position = argumentsSoFar.size() - first;
    return switch (nameAt(argumentsSoFar, first)) {
      case "SET" -> position == 2;
      case "CACHESET" -> position == 3;
      case "LPUSH", "RPUSH", "LPUSHX", "RPUSHX" -> position >= 2;
      default -> false;
    };
  }

  private static String nameAt(List<byte[]> arguments, int i) {
    byte[] name = arguments.get(i);
    return name.length > LONGEST
        ? ""
        : new String(name, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
  }
}
