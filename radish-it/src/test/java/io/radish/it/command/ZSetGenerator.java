// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Makes requests on sorted sets.
 *
 * <p>What a real server leaves open is not asked for: members between two others where scores
 * differ in a large set, and {@code WITHSCORE}, which Redis 7.0 does not know.
 */
final class ZSetGenerator {
  private static final String[] KEYS = {"zset1", "zset2", "zset3", "zset4"};

  /** Sorted sets whose members all have the same score. */
  private static final String[] LEX_KEYS = {"lex1", "lex2"};

  private static final String[] SCORES = {
    "0",
    "1",
    "-1",
    "2",
    "10",
    "1.5",
    "-2.25",
    "3e2",
    "inf",
    "-inf",
    "+inf",
    "1e300",
    "-1e300",
    "0.1",
    "1e-9",
    "123456789012",
    "9007199254740993",
    "Infinity",
    "0x1p4",
    "5.",
    ".5"
  };
  private static final String[] NO_SCORES = {
    "nan", "", " 1", "1 ", "abc", "1e", "1e400", "1e-400", "(1", "--1", "1,5", "0x", "1\0"
  };
  private static final String[] BOUNDS = {
    "-inf", "+inf", "inf", "(inf", "(-inf", "0", "(0", "1", "(1", "2", "(2", "1.5", "(1.5", "10",
    "100", "(100", "-1", "", "(", "abc", "((1", "nan", "1e400", " 1", "1\0x", "-1e300"
  };
  private static final String[] LEX_BOUNDS = {
    "-", "+", "[a", "(a", "[m1", "(m1", "[m3", "(m5", "[z", "[", "(", "", "m", "+x", "-\0x", "\377",
    "[\377", "[m"
  };

  private final Random random;
  private final String[] otherKeys;

  ZSetGenerator(Random random, String[] otherKeys) {
    this.random = random;
    this.otherKeys = otherKeys;
  }

  void add(Consumer<String> to) {
    int kind = random.nextInt(100);
    if (kind < 30) {
      put(to);
    } else if (kind < 42) {
      look(to);
    } else if (kind < 60) {
      range(to);
    } else if (kind < 68) {
      remove(to);
    } else if (kind < 78) {
      pop(to);
    } else if (kind < 84) {
      walk(to);
    } else if (kind < 92) {
      combine(to);
    } else {
      lex(to);
    }
  }

  private void put(Consumer<String> to) {
    if (random.nextInt(4) == 0) {
      add(to, "ZINCRBY", key(), score(), member());
      return;
    }
    add(to, "ZADD", key());
    for (int i = random.nextInt(4); i > 0; i--) {
      add(to, anyCase(pick("NX", "XX", "GT", "LT", "CH", "CH", "INCR")));
    }
    // Now and then so much that the set leaves its packed form.
    int count = random.nextInt(60) == 0 ? 400 : 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      add(to, score(), count > 4 ? "member:" + random.nextInt(1000) : member());
    }
    if (random.nextInt(60) == 0) {
      add(to, "1");
    }
  }

  private void look(Consumer<String> to) {
    switch (random.nextInt(6)) {
      case 0 -> add(to, "ZSCORE", key(), member());
      case 1 -> add(to, "ZMSCORE", key(), member(), member(), member());
      case 2 -> add(to, "ZCARD", key());
      case 3 -> add(to, pick("ZRANK", "ZREVRANK"), key(), member());
      default -> add(to, "ZCOUNT", key(), bound(), bound());
    }
  }

  private void range(Consumer<String> to) {
    switch (random.nextInt(7)) {
      case 0 -> add(to, pick("ZRANGE", "ZREVRANGE"), key(), index(), index());
      case 1, 2 -> {
        add(to, "ZRANGE", key(), bound(), bound(), "BYSCORE");
        if (random.nextBoolean()) {
          add(to, anyCase("REV"));
        }
        limit(to);
      }
      case 3, 4 -> {
        add(to, pick("ZRANGEBYSCORE", "ZREVRANGEBYSCORE"), key(), bound(), bound());
        limit(to);
      }
      case 5 -> {
        add(to, "ZRANGESTORE", key(), key(), index(), index());
        if (random.nextInt(4) == 0) {
          add(to, anyCase("REV"));
        }
        return;
      }
      default -> {
        add(to, "ZRANGESTORE", key(), key(), bound(), bound(), "byscore");
        limit(to);
        return;
      }
    }
    if (random.nextInt(2) == 0) {
      add(to, anyCase("WITHSCORES"));
    }
    if (random.nextInt(40) == 0) {
      add(to, pick("LIMIT", "BYLEX", "REV", "bogus", "BYSCORE"));
    }
  }

  private void limit(Consumer<String> to) {
    if (random.nextInt(3) == 0) {
      add(to, anyCase("LIMIT"), pick("0", "1", "2", "-1", "100"), pick("0", "1", "5", "-1", "-7"));
    }
  }

  private void remove(Consumer<String> to) {
    switch (random.nextInt(4)) {
      case 0, 1 -> add(to, "ZREM", key(), member(), member());
      case 2 -> add(to, "ZREMRANGEBYRANK", key(), index(), index());
      default -> add(to, "ZREMRANGEBYSCORE", key(), bound(), bound());
    }
  }

  private void pop(Consumer<String> to) {
    switch (random.nextInt(6)) {
      case 0 -> add(to, pick("ZPOPMIN", "ZPOPMAX"), key());
      case 1, 2 ->
          add(to, pick("ZPOPMIN", "ZPOPMAX"), key(), pick("0", "1", "2", "3", "50", "-1", "x"));
      case 3 -> {
        add(to, "ZMPOP", pick("2", "2", "2", "0", "3", "x"), key(), key(), end());
        if (random.nextBoolean()) {
          add(to, anyCase("COUNT"), pick("1", "2", "10", "0", "-1", "x"));
        }
      }
      case 4 -> add(to, pick("BZPOPMIN", "BZPOPMAX"), key(), key(), timeout());
      default -> add(to, "BZMPOP", timeout(), "2", key(), key(), end());
    }
  }

  private String timeout() {
    return random.nextInt(10) == 0 ? pick("-1", "abc", "", "nan") : "0.01";
  }

  private String end() {
    return random.nextInt(20) == 0 ? pick("", "LEFT") : anyCase(pick("MIN", "MAX"));
  }

  private void walk(Consumer<String> to) {
    switch (random.nextInt(4)) {
      case 0 -> add(to, "ZRANDMEMBER", key());
      case 1 -> add(to, "ZRANDMEMBER", key(), pick("0", "1", "3", "-3", "1000", "x"));
      case 2 -> add(to, "ZRANDMEMBER", key(), pick("2", "-2", "1000"), anyCase("WITHSCORES"));
      default -> {
        add(to, "ZSCAN", key(), random.nextInt(10) == 0 ? pick("x", "", "1.5") : "0");
        if (random.nextInt(3) == 0) {
          add(to, anyCase("MATCH"), pick("*", "m*", "member:?", "x"));
        }
        add(to, "COUNT", random.nextInt(10) == 0 ? pick("0", "x", "-1") : "1000000");
      }
    }
  }

  private void combine(Consumer<String> to) {
    boolean store = random.nextBoolean();
    String name = pick("ZUNION", "ZINTER", "ZDIFF", "ZINTERCARD");
    int count = 1 + random.nextInt(3);
    boolean counted = name.equals("ZINTERCARD");
    if (store && !counted) {
      add(to, name + "STORE", key());
    } else {
      add(to, name);
    }
    add(to, random.nextInt(30) == 0 ? pick("0", "-1", "x", "9") : Integer.toString(count));
    for (int i = 0; i < count; i++) {
      add(to, key());
    }
    if (random.nextInt(3) == 0) {
      add(to, anyCase("WEIGHTS"));
      for (int i = 0; i < count; i++) {
        add(to, random.nextInt(20) == 0 ? pick(NO_SCORES) : pick("1", "2", "-1", "0.5", "inf"));
      }
    }
    if (random.nextInt(3) == 0) {
      add(to, anyCase("AGGREGATE"), pick("SUM", "min", "MAX", "MAX", "bogus"));
    }
    if (counted && random.nextBoolean()) {
      add(to, anyCase("LIMIT"), pick("0", "1", "2", "-1", "x"));
    }
    if (random.nextBoolean()) {
      add(to, anyCase("WITHSCORES"));
    }
  }

  private void lex(Consumer<String> to) {
    String key = pick(LEX_KEYS);
    switch (random.nextInt(7)) {
      case 0, 1 -> {
        add(to, "ZADD", key);
        for (int i = random.nextInt(30) == 0 ? 200 : 3; i > 0; i--) {
          add(to, "0", "m" + random.nextInt(300));
        }
      }
      case 2 -> add(to, "ZLEXCOUNT", key, pick(LEX_BOUNDS), pick(LEX_BOUNDS));
      case 3 -> {
        add(to, pick("ZRANGEBYLEX", "ZREVRANGEBYLEX"), key, pick(LEX_BOUNDS), pick(LEX_BOUNDS));
        limit(to);
      }
      case 4 -> {
        add(to, "ZRANGE", key, pick(LEX_BOUNDS), pick(LEX_BOUNDS), anyCase("BYLEX"));
        add(to, random.nextBoolean() ? "REV" : pick("BYLEX", "WITHSCORES", "REV"));
        limit(to);
      }
      case 5 -> add(to, "ZREMRANGEBYLEX", key, pick(LEX_BOUNDS), pick(LEX_BOUNDS));
      default ->
          add(to, "ZRANGESTORE", pick(LEX_KEYS), key, pick(LEX_BOUNDS), pick(LEX_BOUNDS), "BYLEX");
    }
  }

  private static void add(Consumer<String> to, String... words) {
    for (String word : words) {
      to.accept(word);
    }
  }

  private String key() {
    return random.nextInt(15) == 0 ? pick(otherKeys) : pick(KEYS);
  }

  private String member() {
    return switch (random.nextInt(12)) {
      case 0 -> "";
      case 1 -> bytes(random.nextInt(40));
      case 2 -> random.nextInt(20) == 0 ? bytes(60 + random.nextInt(3000)) : "m";
      case 3, 4 -> Integer.toString(random.nextInt(20) - 10);
      case 5 -> "member:" + random.nextInt(1000);
      default -> "m" + random.nextInt(12);
    };
  }

  private String score() {
    if (random.nextInt(40) == 0) {
      return pick(NO_SCORES);
    }
    return switch (random.nextInt(4)) {
      case 0 -> pick(SCORES);
      case 1 -> Double.toString((random.nextInt(2_000_000) - 1_000_000) / 1024.0);
      default -> Integer.toString(random.nextInt(40) - 10);
    };
  }

  private String bound() {
    return random.nextInt(3) > 0 ? Integer.toString(random.nextInt(30) - 8) : pick(BOUNDS);
  }

  private String index() {
    return switch (random.nextInt(8)) {
      case 0 -> pick("x", "", "9223372036854775807", "-9223372036854775808", "1.5");
      case 1, 2, 3 -> Integer.toString(random.nextInt(20));
      default -> "-" + (1 + random.nextInt(20));
    };
  }

  private String bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return new String(bytes, ISO_8859_1);
  }

  private String anyCase(String word) {
    return random.nextInt(3) == 0 ? word.toLowerCase(Locale.ROOT) : word;
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }
}
