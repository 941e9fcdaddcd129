// SPDX-License-Identifier: Apache-2.0
package io.radish.command.access;

import io.radish.memory.ByteView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user: who may log in as it, and what may be done then. Never changes.
 *
 * <p>What it may do is told by its own {@link Rights} and those of its selectors: a request is
 * allowed that one of them allows all of.
 */
public final class User {
  /** The name of the user that every connection begins as. */
  public static final String DEFAULT = "default";

  /** The most bytes of a name; Redis has no limit, and {@code CLIENT LIST} shows all of it. */
  public static final int MOST_NAME_BYTES = 1024;

  private final String name;
  private final boolean enabled;
  private final boolean withoutPassword;
  private final boolean sanitizing;
  private final List<String> passwords;
  private final List<Rights> rights;
  private final @Nullable String home;
  private final boolean unlimited;

  User(
      String name,
      boolean enabled,
      boolean withoutPassword,
      boolean sanitizing,
      List<String> passwords,
      List<Rights> rights,
      @Nullable String home,
      int numbers) {
    this.name = name;
    this.enabled = enabled;
    this.withoutPassword = withoutPassword;
    this.sanitizing = sanitizing;
    this.passwords = List.copyOf(passwords);
    this.rights = List.copyOf(rights);
    this.home = home;
    this.unlimited = rights.stream().anyMatch(each -> each.isUnlimited(numbers));
  }

  /** The name, a character for each byte. */
  public String name() {
    return name;
  }

  public boolean isDefault() {
    return name.equals(DEFAULT);
  }

  /** Whether somebody may log in as it. */
  public boolean isEnabled() {
    return enabled;
  }

  /** Whether any password will do. */
  public boolean isWithoutPassword() {
    return withoutPassword;
  }

  /** Whether connections are this user without logging in; asked of the default user. */
  public boolean isOpen() {
    return enabled && withoutPassword;
  }

  /** The hashes of its passwords, in the order in which they came. */
  public List<String> passwords() {
    return passwords;
  }

  /** Whether a password is one of its own; takes as long whether it is or not. */
  boolean accepts(String hash) {
    boolean right = Passwords.isAny(passwords, hash);
    return enabled && (withoutPassword || right);
  }

  /** The name of the cache that its connections begin in; null for the default store. */
  public @Nullable String home() {
    return home;
  }

  /** Whether there is nothing that it may not do. */
  public boolean isUnlimited() {
    return unlimited;
  }

  /** Its own rights, then those of its selectors. */
  public List<Rights> rights() {
    return rights;
  }

  public Rights own() {
    return rights.getFirst();
  }

  public List<Rights> selectors() {
    return rights.subList(1, rights.size());
  }

  // ---- questions beside those of a request ----

  /** Whether it may use the cache, by whatever of its rights. */
  public boolean allowsCache(String cache, @Nullable String store) {
    return rights.stream().anyMatch(each -> each.allowsCache(cache, store));
  }

  /** Whether it may use every cache there is, by whatever of its rights. */
  public boolean allowsAllCaches() {
    return rights.stream().anyMatch(Rights::allowsAllCaches);
  }

  /** Whether a client of it may go on listening to a channel, or to all that match a pattern. */
  public boolean allowsListening(ByteView channel, boolean isPattern) {
    return rights.stream().anyMatch(each -> each.allowsChannel(channel, isPattern));
  }

  /** Whether {@code other} may use channels that this one may not, as far as rules show it. */
  public boolean listensToLessThan(User other) {
    if (rights.stream().anyMatch(Rights::allowsAllChannels)) {
      return false;
    }
    List<Pattern> all = new ArrayList<>();
    for (Rights each : rights) {
      List<Pattern> some = each.channels();
      all.addAll(some == null ? List.of() : some);
    }
    for (Rights each : other.rights) {
      List<Pattern> some = each.channels();
      if (some == null || !all.containsAll(some)) {
        return true;
      }
    }
    return false;
  }

  // ---- as text ----

  /** The words that {@code ACL GETUSER} shows as flags. */
  public List<String> flags() {
    List<String> flags = new ArrayList<>();
    flags.add(enabled ? "on" : "off");
    if (withoutPassword) {
      flags.add("nopass");
    }
    flags.add(sanitizing ? "sanitize-payload" : "skip-sanitize-payload");
    return flags;
  }

  boolean isSanitizing() {
    return sanitizing;
  }

  /** All its rules, from which it can be made again, a character for each byte. */
  public String rules() {
    StringBuilder text = new StringBuilder(String.join(" ", flags())).append(' ');
    passwords.forEach(hash -> text.append('#').append(hash).append(' '));
    if (home != null) {
      text.append(UserBuilder.HOME).append(ByteText.ofString(home)).append(' ');
    }
    own().describe(text);
    for (Rights selector : selectors()) {
      text.append(" (");
      selector.describe(text);
      text.append(')');
    }
    return text.toString();
  }

  /** Name and rules, as {@code ACL LIST}, files of users and configuration files have them. */
  public String line() {
    return "user " + name + " " + rules();
  }
}
