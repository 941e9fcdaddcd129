// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import java.util.Random;
import java.util.function.Consumer;

/** Makes requests of hashes at random, as {@link CommandGenerator} does of the others. */
final class HashGenerator {
  /** Fields that come again and again; some hold numbers mostly. */
  private static final String[] FIELDS = {
    "a",
    "b",
    "c",
    "n1",
    "n2",
    "n3",
    "",
    "\0",
    "\377\376",
    "\r\n",
    "caf\303\251",
    "12345",
    "$field:a",
    "y".repeat(64),
    "z".repeat(65)
  };

  /** Fields of a hash that is to leave the compact form, and to be walked in several calls. */
  private static final int MANY = 600;

  private final Random random;
  private final CommandGenerator words;

  HashGenerator(Random random, CommandGenerator words) {
    this.random = random;
    this.words = words;
  }

  void add(Consumer<String> to) {
    String key =
        random.nextInt(8) == 0 ? words.key() : words.pick("hash1", "hash1", "hash2", "hash3");
    switch (random.nextInt(26)) {
      case 0, 1, 2 -> set(to, words.pick("HSET", "HSET", "HMSET"), key);
      case 3 -> add(to, "HSETNX", key, field(), words.value());
      case 4, 5 -> add(to, "HGET", key, field());
      case 6 -> fields(to, "HMGET", key);
      case 7, 8 -> fields(to, "HDEL", key);
      case 9 -> add(to, "HLEN", key);
      case 10 -> add(to, "HEXISTS", key, field());
      case 11 -> add(to, "HSTRLEN", key, field());
      case 12 -> add(to, "HGETALL", key);
      case 13 -> add(to, "HKEYS", key);
      case 14 -> add(to, "HVALS", key);
      case 15, 16 -> add(to, "HINCRBY", key, number(), words.integer());
      case 17, 18 -> add(to, "HINCRBYFLOAT", key, number(), words.decimal());
      case 19 -> add(to, "HSET", key, number(), words.decimal());
      case 20, 21 -> scan(to, key);
      case 22 -> any(to, key);
      case 23 -> {
        if (random.nextInt(6) == 0) {
          add(to, "DEL", key);
        } else {
          add(to, "OBJECT", "ENCODING", key);
        }
      }
      case 24 -> add(to, "DUMP", key);
      default -> add(to, "TYPE", key);
    }
  }

  private void set(Consumer<String> to, String name, String key) {
    add(to, name, key);
    if (random.nextInt(30) == 0) {
      for (int i = random.nextInt(MANY); i > 0; i--) {
        add(to, "f" + i, words.shortValue());
      }
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      add(to, field(), random.nextInt(4) == 0 ? words.value() : words.shortValue());
    }
  }

  private void fields(Consumer<String> to, String name, String key) {
    add(to, name, key);
    for (int i = random.nextInt(5); i >= 0; i--) {
      add(to, field());
    }
  }

  private void scan(Consumer<String> to, String key) {
    String cursor = random.nextInt(5) > 0 ? "0" : words.pick("x", "", "1.5", " 1", "-1x");
    add(to, "HSCAN", key, cursor);
    for (int i = random.nextInt(3); i > 0; i--) {
      switch (random.nextInt(3)) {
        case 0 -> add(to, words.anyCase("MATCH"), words.pick("*", "n*", "f?", "[a-c]", "", "\\"));
        case 1 -> add(to, words.anyCase("COUNT"), words.pick("0", "-1", "abc", "1000000"));
        default -> add(to, words.pick("MATCH", "COUNT", "TYPE", "NOVALUES"));
      }
    }
    add(to, "COUNT", "1000000");
  }

  /** As many fields as there are at least, so that all of them come: others are anybody's guess. */
  private void any(Consumer<String> to, String key) {
    add(to, "HRANDFIELD", key);
    if (random.nextInt(8) > 0) {
      add(to, words.pick("0", "10000", "9223372036854775807", "abc", "-9223372036854775808"));
      if (random.nextBoolean()) {
        add(to, random.nextInt(10) == 0 ? "bogus" : words.anyCase("WITHVALUES"));
      }
    }
  }

  private String field() {
    return switch (random.nextInt(20)) {
      case 0 -> words.value();
      case 1, 2, 3 -> "f" + random.nextInt(MANY);
      default -> words.pick(FIELDS);
    };
  }

  private String number() {
    return random.nextInt(6) == 0 ? field() : words.pick("n1", "n2", "n3");
  }

  private static void add(Consumer<String> to, String... words) {
    for (String word : words) {
      to.accept(word);
    }
  }
}
