// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import java.util.Random;
import java.util.function.Consumer;

/** Makes requests of sets at random, as {@link CommandGenerator} does of the others. */
final class SetGenerator {
  private static final String[] ODD_MEMBERS = {
    "",
    "\0",
    "\377\376",
    "\r\n",
    "-0",
    "00",
    "+1",
    " 1",
    "1.5",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "32767",
    "32768",
    "-32769",
    "2147483648",
    "caf\303\251",
    "y".repeat(64),
    "z".repeat(65),
    "w".repeat(2_000)
  };

  /** Members at once of a set that is to leave its compact form. */
  private static final int MANY = 700;

  private final Random random;
  private final CommandGenerator words;

  SetGenerator(Random random, CommandGenerator words) {
    this.random = random;
    this.words = words;
  }

  void add(Consumer<String> to) {
    switch (random.nextInt(28)) {
      case 0, 1, 2, 3 -> many(to, "SADD", MANY);
      case 4, 5, 6 -> many(to, "SREM", 60);
      case 7 -> add(to, "SISMEMBER", key(), member());
      case 8 -> many(to, "SMISMEMBER", 9);
      case 9, 10 -> add(to, "SMEMBERS", key());
      case 11 -> add(to, "SCARD", key());
      case 12 -> add(to, "SPOP", key());
      case 13 -> add(to, "SPOP", key(), count());
      case 14 -> random(to);
      case 15, 16 -> add(to, "SMOVE", key(), key(), member());
      case 17 -> scan(to);
      case 18, 19 -> keys(to, words.pick("SINTER", "SUNION", "SDIFF"));
      case 20, 21 -> {
        add(to, words.pick("SINTERSTORE", "SUNIONSTORE", "SDIFFSTORE"));
        keys(to, key());
      }
      case 22 -> intersectionCount(to);
      case 23 -> add(to, "OBJECT", "ENCODING", key());
      case 24, 25 -> whole(to);
      default -> sort(to);
    }
  }

  private void many(Consumer<String> to, String name, int most) {
    add(to, name, key());
    int count = random.nextInt(30) == 0 ? 1 + random.nextInt(most) : 1 + random.nextInt(5);
    boolean integers = random.nextInt(3) > 0;
    for (int i = 0; i < count; i++) {
      add(to, integers ? words.small(1_000) : member());
    }
  }

  private void random(Consumer<String> to) {
    if (random.nextInt(3) == 0) {
      add(to, "SRANDMEMBER", key());
    } else {
      String count = count();
      add(to, "SRANDMEMBER", key(), random.nextBoolean() || !isShort(count) ? count : "-" + count);
    }
  }

  private static boolean isShort(String count) {
    return count.length() < 4 && !count.startsWith("-");
  }

  private String count() {
    return switch (random.nextInt(12)) {
      case 0 -> words.pick("abc", "", "1.5", "-0", "9223372036854775808");
      case 1 -> words.pick("1000000", "9223372036854775807", "0");
      case 2 -> words.small(600);
      default -> words.small(9);
    };
  }

  private void scan(Consumer<String> to) {
    add(to, "SSCAN", key(), random.nextInt(8) == 0 ? words.pick("x", "", "-1", "1") : "0");
    for (int i = random.nextInt(3); i > 0; i--) {
      switch (random.nextInt(4)) {
        case 0, 1 ->
            add(to, words.anyCase("MATCH"), words.pick("*", "1*", "[0-4]?", "", "*e", "\\"));
        case 2 -> add(to, words.anyCase("COUNT"), words.pick("0", "-1", "abc", "1000000"));
        default -> add(to, words.pick("MATCH", "COUNT", "TYPE", "bogus"));
      }
    }
    add(to, "COUNT", "1000000");
  }

  private void keys(Consumer<String> to, String first) {
    add(to, first);
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      add(to, key());
    }
  }

  private void intersectionCount(Consumer<String> to) {
    int count = 1 + random.nextInt(3);
    boolean odd = random.nextInt(8) == 0;
    add(to, "SINTERCARD", odd ? words.integer() : Integer.toString(count));
    for (int i = 0; i < count; i++) {
      add(to, key());
    }
    if (random.nextBoolean()) {
      add(to, words.anyCase("LIMIT"), random.nextInt(4) > 0 ? words.small(9) : words.integer());
    }
  }

  /** What is done with keys, whatever they hold; what is in the way of sets goes. */
  private void whole(Consumer<String> to) {
    switch (random.nextInt(6)) {
      case 0 -> add(to, words.pick("RENAME", "RENAMENX", "COPY"), key(), key());
      case 1 -> add(to, words.pick("TYPE", "PERSIST", "DUMP", "EXISTS"), key());
      case 2 -> add(to, "EXPIRE", key(), "100000");
      default -> add(to, words.pick("DEL", "UNLINK"), key());
    }
  }

  /** By texts, which come in one order, as they lie, or stored. */
  private void sort(Consumer<String> to) {
    int way = random.nextInt(4);
    add(to, way < 3 && random.nextBoolean() ? "SORT_RO" : "SORT", key());
    switch (way) {
      case 0 -> add(to, words.anyCase("ALPHA"));
      case 1 -> add(to, words.anyCase("BY"), "nosort");
      case 2 -> add(to, "GET", "#", "BY", words.pick("nosort", "hash1->*"));
      default -> add(to, "BY", "nosort", "STORE", words.pick("list3", "f", "list1"));
    }
    if (random.nextInt(3) == 0) {
      add(to, words.anyCase("LIMIT"), words.small(4), words.small(9));
    }
    if (random.nextInt(3) == 0) {
      add(to, words.anyCase("DESC"));
    }
  }

  private String key() {
    return random.nextInt(20) == 0
        ? words.key()
        : words.pick("set1", "set1", "set2", "set2", "set3", "set4");
  }

  private String member() {
    return switch (random.nextInt(8)) {
      case 0 -> ODD_MEMBERS[random.nextInt(ODD_MEMBERS.length)];
      case 1 -> words.shortValue();
      case 2, 3 -> "m" + random.nextInt(1_000);
      default -> words.small(1_000);
    };
  }

  private static void add(Consumer<String> to, String... more) {
    for (String word : more) {
      to.accept(word);
    }
  }
}
