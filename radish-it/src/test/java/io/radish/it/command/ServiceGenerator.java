// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes requests about connections, users and commands: what a connection says of itself, which
 * keys another request has, whether a user may run it.
 */
final class ServiceGenerator {
  private static final String[] RULES = {
    "on",
    "off",
    "nopass",
    ">secret",
    "resetpass",
    "~*",
    "~list*",
    "%R~*",
    "%W~hash*",
    "%RW~z*",
    "allkeys",
    "resetkeys",
    "&*",
    "&a*",
    "resetchannels",
    "+@all",
    "-@all",
    "+@read",
    "-@write",
    "+@string",
    "-@dangerous",
    "+get",
    "-set",
    "+config|get",
    "-client|kill",
    "+select",
    "(+set ~b*)",
    "(+@read %R~set*)",
    "clearselectors",
    "reset",
    "+eval",
    "-@scripting",
    "nocommands",
    "allcommands",
    "sanitize-payload",
    "skip-sanitize-payload"
  };
  private static final String[] USERS = {"ada", "bob", "eve"};

  private final Random random;
  private final CommandGenerator words;
  private final Supplier<List<String>> requests;

  /** Makes requests about some of {@code requests}. */
  ServiceGenerator(Random random, CommandGenerator words, Supplier<List<String>> requests) {
    this.random = random;
    this.words = words;
    this.requests = requests;
  }

  void add(Consumer<String> to) {
    request().forEach(to);
  }

  private List<String> request() {
    return switch (random.nextInt(20)) {
      case 0 -> List.of("PING");
      case 1 -> List.of("ECHO", words.value());
      case 2 -> List.of("CLIENT", "SETNAME", words.pick("", "me", "a b", "\n", "caf\303\251"));
      case 3 -> List.of("CLIENT", words.pick("GETNAME", "GETREDIR", "bogus"));
      case 4 -> List.of("CLUSTER", words.pick("INFO", "SLOTS", "NODES"));
      case 5 -> List.of(words.pick("UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE"));
      case 6 -> random.nextInt(3) == 0 ? List.of("RESET") : List.of("WAIT", "0", "0");
      case 7 -> List.of("FUNCTION", "STATS");
      case 8, 9, 10 -> within("COMMAND", words.pick("GETKEYS", "GETKEYS", "GETKEYSANDFLAGS"));
      case 11, 12, 13 -> user();
      case 14 -> List.of("ACL", "GETUSER", "nobody");
      case 15 -> List.of("ACL", words.pick("WHOAMI", "USERS"));
      case 16 ->
          random.nextInt(3) == 0
              ? List.of("ACL", "DELUSER", words.pick(USERS))
              : List.of("ACL", "CAT", "bogus");
      default -> within("ACL", "DRYRUN", words.pick(USERS));
    };
  }

  private List<String> within(String... before) {
    List<String> request = new ArrayList<>(List.of(before));
    List<String> inner = requests.get();
    // Before 7.2 there had to be an argument; and Redis finds no keys in a PFMERGE of one.
    boolean known = inner.size() > (inner.getFirst().equalsIgnoreCase("PFMERGE") ? 2 : 1);
    request.addAll(known ? inner : List.of("GET", "a"));
    return request;
  }

  private List<String> user() {
    List<String> request = new ArrayList<>(List.of("ACL", "SETUSER", words.pick(USERS)));
    for (int i = random.nextInt(6); i > 0; i--) {
      request.add(words.pick(RULES));
    }
    return request;
  }
}
