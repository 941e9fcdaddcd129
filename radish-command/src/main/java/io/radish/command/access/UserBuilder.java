// SPDX-License-Identifier: Apache-2.0
package io.radish.command.access;

import io.radish.store.KeyspaceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the rules of a {@link User}, one after the other, in Redis' notation. */
final class UserBuilder {
  /** What a rule begins with that says where connections of the user begin. */
  static final String HOME = "home:";

  /** The most bytes of all rules of a user: they are shown in one reply. Redis has no limit. */
  static final int MOST_BYTES = 1 << 20;

  /** The most selectors of a user, each of which a request may be held against. */
  static final int MOST_SELECTORS = 256;

  private final CommandCatalog catalog;
  private final boolean allChannels;
  private final String name;
  private boolean enabled;
  private boolean withoutPassword;
  private boolean sanitizing = true;
  private final List<String> passwords = new ArrayList<>();
  private @Nullable String home;
  private RightsBuilder own;
  private final List<Rights> selectors = new ArrayList<>();

  /** Begins a user that may do nothing. */
  UserBuilder(CommandCatalog catalog, boolean allChannels, String name) {
    this.catalog = catalog;
    this.allChannels = allChannels;
    this.name = name;
    this.own = new RightsBuilder(catalog, allChannels);
  }

  /** Begins with what a user is. */
  UserBuilder(CommandCatalog catalog, boolean allChannels, User before) {
    this(catalog, allChannels, before.name());
    enabled = before.isEnabled();
    withoutPassword = before.isWithoutPassword();
    sanitizing = before.isSanitizing();
    passwords.addAll(before.passwords());
    home = before.home();
    own = new RightsBuilder(catalog, before.own());
    selectors.addAll(before.selectors());
  }

  /** The user by now. */
  User build() throws RuleException {
    List<Rights> rights = new ArrayList<>(List.of(own.build()));
    rights.addAll(selectors);
    User made =
        new User(
            name, enabled, withoutPassword, sanitizing, passwords, rights, home, catalog.numbers());
    if (made.rules().length() > MOST_BYTES) {
      throw tooLong();
    }
    return made;
  }

  private static RuleException tooLong() {
    return RuleException.whole("all rules of a user take at most " + MOST_BYTES + " bytes");
  }

  /** Applies one rule; a selector is one, in parentheses. */
  void apply(String rule) throws RuleException {
    if (rule.length() > MOST_BYTES) {
      throw tooLong();
    }
    switch (rule.toLowerCase(Locale.ROOT)) {
      case "" -> {
        // As in Redis, nothing.
      }
      case "on" -> enabled = true;
      case "off" -> enabled = false;
      case "nopass" -> {
        passwords.clear();
        withoutPassword = true;
      }
      case "resetpass" -> resetPasswords();
      case "sanitize-payload" -> sanitizing = true;
      case "skip-sanitize-payload" -> sanitizing = false;
      case "clearselectors" -> selectors.clear();
      case "nohome" -> home = null;
      case "reset" -> reset();
      default -> applyOther(rule);
    }
  }

  private void applyOther(String rule) throws RuleException {
    switch (rule.charAt(0)) {
      case '>' -> addPassword(Passwords.hash(ByteText.bytes(rule.substring(1))));
      case '#' -> addPassword(hash(rule));
      case '<' -> removePassword(Passwords.hash(ByteText.bytes(rule.substring(1))));
      case '!' -> removePassword(hash(rule));
      case '(' -> addSelector(rule);
      default -> {
        if (rule.regionMatches(true, 0, HOME, 0, HOME.length())) {
          home = home(rule.substring(HOME.length()));
        } else {
          own.apply(rule);
        }
      }
    }
  }

  private void reset() {
    resetPasswords();
    enabled = false;
    sanitizing = true;
    home = null;
    selectors.clear();
    own = new RightsBuilder(catalog, allChannels);
  }

  // ---- passwords ----

  private void resetPasswords() {
    passwords.clear();
    withoutPassword = false;
  }

  private static String hash(String rule) throws RuleException {
    String hash = rule.substring(1);
    if (!Passwords.isHash(hash)) {
      throw new RuleException(RuleException.BAD_HASH);
    }
    return hash;
  }

  private void addPassword(String hash) {
    if (!passwords.contains(hash)) {
      passwords.add(hash);
    }
    withoutPassword = false;
  }

  private void removePassword(String hash) throws RuleException {
    if (!passwords.remove(hash)) {
      throw new RuleException(RuleException.NO_SUCH_PASSWORD);
    }
  }

  // ---- home and selectors ----

  private static String home(String text) throws RuleException {
    if (ByteText.hasBlank(text)) {
      throw new RuleException(RuleException.SYNTAX);
    }
    try {
      return KeyspaceName.ofCache(ByteText.string(text)).cache();
    } catch (IllegalArgumentException e) {
      RuleException refusal = new RuleException(String.valueOf(e.getMessage()));
      refusal.initCause(e);
      throw refusal;
    }
  }

  private void addSelector(String rule) throws RuleException {
    if (!rule.endsWith(")")) {
      throw new RuleException(RuleException.SYNTAX);
    }
    if (selectors.size() == MOST_SELECTORS) {
      throw RuleException.whole("a user has at most " + MOST_SELECTORS + " selectors");
    }
    RightsBuilder selector = new RightsBuilder(catalog, allChannels);
    for (String word : rule.substring(1, rule.length() - 1).split("[ \t-\r]+", -1)) {
      if (!word.isEmpty()) {
        selector.apply(word);
      }
    }
    selectors.add(selector.build());
  }
}
