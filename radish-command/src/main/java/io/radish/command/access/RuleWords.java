// SPDX-License-Identifier: Apache-2.0
package io.radish.command.access;

import java.util.ArrayList;
import java.util.List;

/** The words of a user's rules, put together to rules: a selector may be spread over several. */
final class RuleWords {
  private RuleWords() {}

  /**
   * The rules.
   *
   * @throws RuleException where a parenthesis is not closed
   */
  static List<String> join(List<String> words) throws RuleException {
    List<String> rules = new ArrayList<>();
    StringBuilder selector = new StringBuilder();
    String opened = null;
    for (String word : words) {
      if (opened == null && word.startsWith("(") && !word.endsWith(")")) {
        opened = word;
        selector.append(word);
      } else if (opened == null) {
        rules.add(word);
      } else {
        selector.append(' ').append(word);
        if (word.endsWith(")")) {
          rules.add(selector.toString());
          selector.setLength(0);
          opened = null;
        }
      }
    }
    if (opened != null) {
      throw RuleException.whole(
          "Unmatched parenthesis in acl selector starting at '"
              + RuleException.shown(opened)
              + "'.");
    }
    return rules;
  }
}
