// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.store.KeyspaceName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How keyspaces are selected in a journal: numbered databases by number, so that Redis reads a
 * journal that uses no others; the rest by name. Used by one thread.
 */
final class Selections {
  /** Remembered at most; who uses more pays for making them again. */
  private static final int MOST = 4096;

  private static final int DATABASES = 16;
  private static final Map<String, String> NUMBERS = new HashMap<>();
  private static final Map<String, String> NAMES = new HashMap<>();

  static {
    for (int i = 0; i < DATABASES; i++) {
      String name = KeyspaceName.ofDatabase(i).toString();
      String number = Integer.toString(i);
      NUMBERS.put(name, number);
      NAMES.put(number, name);
    }
  }

  private final Map<String, byte[]> commands = new HashMap<>();

  /** The command that selects a keyspace. */
  byte[] command(String keyspace) {
    byte[] known = commands.get(keyspace);
    if (known != null) {
      return known;
    }
    if (commands.size() >= MOST) {
      commands.clear();
    }
    byte[] head = Word.SELECT.command(2);
    byte[] name = Word.bulk(NUMBERS.getOrDefault(keyspace, keyspace));
    byte[] command = Arrays.copyOf(head, head.length + name.length);
    System.arraycopy(name, 0, command, head.length, name.length);
    commands.put(keyspace, command);
    return command;
  }

  /** The keyspace that an argument of {@code SELECT} means. */
  static String keyspace(String argument) {
    return NAMES.getOrDefault(argument, argument);
  }
}
