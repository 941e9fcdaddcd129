// SPDX-License-Identifier: Apache-2.0
package io.radish.command.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All users of a server, by name. Read by any thread without a lock; a change replaces the table,
 * under this object's monitor, and tells a listener before the monitor is let go.
 */
public final class Users {
  /** More than there are users anywhere; each is told of in {@code ACL LIST}. */
  static final int MOST_USERS = 65_536;

  /** As in Redis: the characters that {@code ACL GENPASS} makes hold four bits each. */
  private static final int BITS = 4;

  /** Is told of a change, under the monitor, on the thread that made it. */
  @FunctionalInterface
  public interface Listener {
    void changed(NavigableMap<String, User> before, NavigableMap<String, User> after);
  }

  private final CommandCatalog catalog;
  private final RandomGenerator random;
  private volatile NavigableMap<String, User> all;
  private volatile User defaultUser;
  private volatile boolean allChannels;
  private Listener listener = (before, after) -> {};

  /**
   * Makes a table with the default user, which may do all without a password.
   *
   * @param random makes passwords
   */
  public Users(CommandCatalog catalog, RandomGenerator random) {
    this.catalog = catalog;
    this.random = random;
    this.defaultUser = usualDefault("");
    this.all =
        Collections.unmodifiableNavigableMap(new TreeMap<>(Map.of(User.DEFAULT, defaultUser)));
  }

  /** The default user as a password alone makes it; empty for none. */
  public User usualDefault(String password) {
    List<String> rules = new ArrayList<>(List.of("+@all", "~*", "&*", "on"));
    rules.add(password.isEmpty() ? "nopass" : ">" + ByteText.ofString(password));
    try {
      return make(User.DEFAULT, rules);
    } catch (RuleException e) {
      throw new IllegalStateException("the rules of the default user are right", e);
    }
  }

  /** Has {@code told} told of each change. */
  public synchronized void onChange(Listener told) {
    listener = told;
  }

  /** Says whether users that are made from now on may use all channels. */
  public void setAllChannels(boolean allowed) {
    allChannels = allowed;
  }

  // ---- looking ----

  /** The commands that rules name. */
  public CommandCatalog catalog() {
    return catalog;
  }

  /** The user of that name; null where there is none. */
  public @Nullable User find(String name) {
    return all.get(name);
  }

  /** The user that connections begin as. */
  public User defaultUser() {
    return defaultUser;
  }

  /** All users, by name. */
  public Collection<User> all() {
    return all.values();
  }

  /** The user of that name, if the password is right and it is enabled; null otherwise. */
  public @Nullable User verify(String name, byte[] password) {
    User user = all.get(name);
    // The password is hashed for an unknown user too, so that the time says little.
    String hash = Passwords.hash(password);
    return user != null && user.accepts(hash) ? user : null;
  }

  /** A password of so many bits, in hexadecimal digits. */
  public String newSecret(int bits) {
    int digits = (bits + BITS - 1) / BITS;
    byte[] bytes = new byte[(digits + 1) / 2];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes).substring(0, digits);
  }

  // ---- changing ----

  /**
   * Makes a user or changes one: all rules are applied, or none.
   *
   * @param words rules, of which one in parentheses may be spread over several words
   */
  public synchronized void set(String name, List<String> words) throws RuleException {
    checkName(name);
    User before = all.get(name);
    if (before == null && all.size() == MOST_USERS) {
      throw RuleException.whole("there are " + MOST_USERS + " users already");
    }
    UserBuilder builder =
        before == null
            ? new UserBuilder(catalog, allChannels, name)
            : new UserBuilder(catalog, allChannels, before);
    put(user(builder, words));
  }

  private static User user(UserBuilder builder, List<String> words) throws RuleException {
    for (String rule : RuleWords.join(words)) {
      try {
        builder.apply(rule);
      } catch (RuleException e) {
        throw e.of(rule);
      }
    }
    return builder.build();
  }

  private static void checkName(String name) throws RuleException {
    if (ByteText.hasBlank(name)) {
      throw RuleException.whole("Usernames can't contain spaces or null characters");
    }
    if (name.length() > User.MOST_NAME_BYTES) {
      throw RuleException.whole(
          "the name of a user has at most " + User.MOST_NAME_BYTES + " bytes");
    }
  }

  private void put(User user) {
    NavigableMap<String, User> changed = new TreeMap<>(all);
    changed.put(user.name(), user);
    replace(changed);
  }

  private void replace(NavigableMap<String, User> changed) {
    NavigableMap<String, User> before = all;
    NavigableMap<String, User> after = Collections.unmodifiableNavigableMap(changed);
    all = after;
    defaultUser = Objects.requireNonNull(after.get(User.DEFAULT));
    listener.changed(before, after);
  }

  /** Deletes users; how many there were. The default user is not among them. */
  public synchronized int delete(Collection<String> names) {
    NavigableMap<String, User> changed = new TreeMap<>(all);
    names.stream().filter(name -> !name.equals(User.DEFAULT)).forEach(changed::remove);
    int deleted = all.size() - changed.size();
    if (deleted > 0) {
      replace(changed);
    }
    return deleted;
  }

  /**
   * Gives the default user one password, or lets it in without one where {@code password} is empty;
   * as {@code requirepass} does.
   */
  public void setDefaultPassword(String password) {
    List<String> rules =
        password.isEmpty()
            ? List.of("nopass")
            : List.of("resetpass", ">" + ByteText.ofString(password));
    try {
      set(User.DEFAULT, rules);
    } catch (RuleException e) {
      throw new IllegalStateException("a password is a rule", e);
    }
  }

  // ---- all at once ----

  /** What is wrong with lines of users: a sentence for each. */
  public static final class BadLinesException extends Exception {
    private static final long serialVersionUID = 1;

    BadLinesException(List<String> sentences) {
      super(String.join(" ", sentences));
    }

    /** The sentences, each with its place. */
    public String text() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Replaces all users by those of lines, all or none.
   *
   * @param place what the lines are of, for what is wrong with them
   */
  public synchronized void load(String place, List<String> lines) throws BadLinesException {
    NavigableMap<String, User> loaded = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty()) {
        continue;
      }
      try {
        User user = read(line);
        if (loaded.putIfAbsent(user.name(), user) != null) {
          throw new RuleException("the user '" + user.name() + "' stands there twice");
        }
      } catch (RuleException e) {
        wrong.add(place + ":" + (i + 1) + ": " + e.text() + ".");
      }
    }
    if (loaded.size() > MOST_USERS) {
      wrong.add(place + ": more than " + MOST_USERS + " users.");
    }
    if (!wrong.isEmpty()) {
      wrong.add(
          "WARNING: ACL errors detected, no change to the previously active ACL rules was"
              + " performed");
      throw new BadLinesException(wrong);
    }
    loaded.putIfAbsent(User.DEFAULT, usualDefault(""));
    replace(loaded);
  }

  private User read(String line) throws RuleException {
    List<String> words = Arrays.asList(line.split(" +", -1));
    if (!words.getFirst().equals("user") || words.size() < 2) {
      throw new RuleException("should start with user keyword followed by the username");
    }
    return make(words.get(1), words.subList(2, words.size()));
  }

  /** The user of a name and rules alone, not in the table. */
  private User make(String name, List<String> words) throws RuleException {
    checkName(name);
    return user(new UserBuilder(catalog, allChannels, name), words);
  }

  /**
   * Makes a user of rules alone, whatever it was before: for a line of the settings.
   *
   * @throws RuleException where there is something wrong; nothing has changed then
   */
  public synchronized void define(String name, List<String> words) throws RuleException {
    put(make(name, words));
  }

  /** All users, a line each, as {@link #load} takes them. */
  public List<String> lines() {
    return all.values().stream().map(User::line).toList();
  }
}
