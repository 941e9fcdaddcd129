// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.server.config.QuotedWords;
import java.util.List;
import java.util.Locale;

/** Tells the lines of a shell that may hold a password, and are not to be remembered. */
final class Secrets {
  private Secrets() {}

  /** Whether a line may hold a secret; rather once too often. */
  static boolean maybeIn(String line) {
    List<String> words = QuotedWords.split(line);
    if (words == null) {
      // Nothing of it was sent, but a password may have been typed.
      return true;
    }
    List<String> upper = words.stream().map(word -> word.toUpperCase(Locale.ROOT)).toList();
    return switch (upper.isEmpty() ? "" : upper.getFirst()) {
      case "AUTH" -> true;
      case "HELLO" -> upper.contains("AUTH");
      case "MIGRATE" -> upper.contains("AUTH") || upper.contains("AUTH2");
      case "CONFIG" -> upper.contains("REQUIREPASS") || upper.contains("MASTERAUTH");
      case "ACL" -> upper.contains("SETUSER");
      default -> false;
    };
  }
}
