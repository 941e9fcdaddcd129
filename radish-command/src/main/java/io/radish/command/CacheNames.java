// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.command.access.User;
import io.radish.resp.Arguments;
import io.radish.store.KeyspaceName;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which keyspaces clients mean by the names and numbers that they send.
 *
 * <p>Number 0 is the home of the client's user, where it has one, and the default store otherwise:
 * clients select it without being asked to. Other numbers are the caches that {@code
 * database-names} says, or {@code db1}, {@code db2} and so on.
 */
public final class CacheNames {
  /** More than the longest name, that of a store with its cache, has in any spelling. */
  private static final int MOST_BYTES = 4 * KeyspaceName.MAX_BYTES;

  private CacheNames() {}

  /** A name as it stands; of one that is too long for any, only so much that it still is. */
  public static String text(Arguments request, int argument) {
    return request.text(argument, MOST_BYTES);
  }

  /** The keyspace of a number; null where there is no such database. */
  public static @Nullable KeyspaceName ofNumber(Session session, ServerControl server, long n) {
    long databases = Long.parseLong(server.setting("databases"));
    if (n < 0 || n >= databases) {
      return null;
    }
    if (n == 0) {
      return homeOf(session.user());
    }
    String named = mapped(server).get((int) n);
    return named == null ? KeyspaceName.ofDatabase((int) n) : KeyspaceName.ofCache(named);
  }

  /** The keyspace that an argument names; null where it names none. */
  static @Nullable KeyspaceName find(
      Session session, ServerControl server, Arguments request, int argument) {
    if (argument >= request.count()) {
      return null;
    }
    if (request.isLong(argument)) {
      return ofNumber(session, server, request.toLong(argument));
    }
    try {
      return KeyspaceName.parse(text(request, argument));
    } catch (IllegalArgumentException e) {
      return null; // whoever runs the command says what is wrong with it
    }
  }

  /** Where connections of a user begin. */
  static KeyspaceName homeOf(User user) {
    String home = user.home();
    return home == null ? KeyspaceName.DEFAULT : KeyspaceName.ofCache(home);
  }

  /** The number by which a client may know a keyspace; -1 for none. */
  static int numberOf(KeyspaceName name, User user, ServerControl server) {
    if (name.equals(homeOf(user))) {
      return 0;
    }
    if (name.isCache()) {
      for (Map.Entry<Integer, String> entry : mapped(server).entrySet()) {
        if (entry.getValue().equals(name.cache())) {
          return entry.getKey();
        }
      }
    }
    return name.database();
  }

  private static Map<Integer, String> mapped(ServerControl server) {
    String setting = server.setting("database-names");
    return setting.isEmpty() ? Map.of() : parse(setting);
  }

  /**
   * Reads {@code 3=users 4=orders}.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  public static Map<Integer, String> parse(String setting) {
    Map<Integer, String> names = new TreeMap<>();
    if (setting.isBlank()) {
      return names;
    }
    for (String word : Arrays.asList(setting.strip().split("\\s+", -1))) {
      int equals = word.indexOf('=');
      if (equals < 1 || !word.substring(0, equals).matches("[1-9]|1[0-5]")) {
        throw new IllegalArgumentException(
            "'" + word + "' is not a number from 1 to 15, '=' and the name of a cache");
      }
      String cache = KeyspaceName.ofCache(word.substring(equals + 1)).cache();
      if (names.put(Integer.parseInt(word.substring(0, equals)), cache) != null) {
        throw new IllegalArgumentException("a number stands there twice");
      }
      if (names.values().stream().filter(cache::equals).count() > 1) {
        throw new IllegalArgumentException("cache '" + cache + "' stands there twice");
      }
    }
    return names;
  }
}
