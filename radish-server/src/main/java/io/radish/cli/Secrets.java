// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import java.util.List;
import java.util.Locale;

/** Tells the lines of a shell that hold a password, and are not to be remembered. */
final class Secrets {
  private Secrets() {}

  /** Whether a request of those words, or words that cannot be told apart, may hold a secret. */
  static boolean maybeIn(String line) {
    String upper = line.toUpperCase(Locale.ROOT);
    List<String> words = List.of(upper.strip().split("[\\s\"']+", -1));
    return switch (words.getFirst()) {
      case "AUTH" -> true;
      case "HELLO", "MIGRATE" -> upper.contains("AUTH");
      case "CONFIG" -> upper.contains("REQUIREPASS") || upper.contains("MASTERAUTH");
      case "ACL" -> upper.contains("SETUSER");
      default -> upper.contains("REQUIREPASS");
    };
  }
}
