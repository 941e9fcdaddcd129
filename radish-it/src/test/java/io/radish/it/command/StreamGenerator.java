// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Makes requests for streams and their groups.
 *
 * <p>No id is left to the server, whose clock is another than ours, and no time of idling lies near
 * to what may have passed. What approximate trimming does to a stream that has lost entries in the
 * middle depends on what of them Redis still keeps: it is done to one stream only, which loses
 * none.
 */
final class StreamGenerator {
  /** Keys that mostly hold streams. */
  static final List<String> STREAMS = List.of("stream1", "stream2", "stream3");

  /** The stream that is trimmed approximately. */
  static final String TRIMMED = "trimmed";

  private static final String[] GROUPS = {"g", "h", "group with a name", "\0\377"};
  private static final String[] CONSUMERS = {"c", "d", "e", "\377\376", ""};
  private static final String[] ODD_IDS = {
    "",
    "abc",
    "-",
    "+",
    "5-",
    "-5",
    "5--1",
    "5--01",
    "5-1-1",
    " 5",
    "+5-1",
    "05-1",
    "5-01",
    "5 ",
    "5-*",
    "(5",
    "((5",
    "(",
    "(-",
    "(+",
    "(0",
    "(18446744073709551615-18446744073709551615",
    "0-0",
    "18446744073709551615",
    "18446744073709551615-18446744073709551615",
    "18446744073709551616",
    "5\0001",
    "x".repeat(130),
    "1".repeat(127),
    "$",
    ">"
  };

  private final Random random;
  private final String[] keys;
  private long next = 1;

  StreamGenerator(Random random, String[] keys) {
    this.random = random;
    this.keys = keys;
  }

  void add(Consumer<String> to) {
    int kind = random.nextInt(100);
    if (kind < 4) {
      trimmed(to);
    } else if (kind < 26) {
      xadd(to);
    } else if (kind < 40) {
      read(to);
    } else if (kind < 54) {
      change(to);
    } else if (kind < 66) {
      group(to);
    } else if (kind < 80) {
      readGroup(to);
    } else if (kind < 92) {
      pending(to);
    } else {
      info(to);
    }
  }

  // ---- entries ----

  private void xadd(Consumer<String> to) {
    add(to, "XADD", stream());
    if (random.nextInt(12) == 0) {
      add(to, anyCase("NOMKSTREAM"));
    }
    trim(to, 5);
    add(to, newId());
    String field = pick("a", "a", "a", "field", "17", "");
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      add(to, field, value());
      field = field + "'";
    }
  }

  private String newId() {
    return switch (random.nextInt(12)) {
      case 0 -> pick(ODD_IDS).replace("18446744073709551615", "7");
      case 1 -> id();
      case 2, 3 -> next + "-*";
      case 4 -> Long.toString(next += 1 + random.nextInt(3));
      default -> {
        next += random.nextInt(2);
        yield next + "-" + (next * 7 + random.nextInt(40));
      }
    };
  }

  private void trimmed(Consumer<String> to) {
    switch (random.nextInt(8)) {
      case 0 -> {
        add(to, "XTRIM", TRIMMED);
        approximately(to);
      }
      case 1 -> add(to, "XLEN", TRIMMED);
      case 2 -> add(to, "XRANGE", TRIMMED, "-", "+", "COUNT", "2");
      default -> {
        add(to, "XADD", TRIMMED);
        if (random.nextInt(4) == 0) {
          approximately(to);
        }
        next++;
        add(to, next + "-1", "field", random.nextInt(9) == 0 ? bytes(600) : "some value");
      }
    }
  }

  private void approximately(Consumer<String> to) {
    boolean length = random.nextBoolean();
    int off = random.nextInt(400);
    long millis = Math.max(0, next - off);
    add(to, anyCase(length ? "MAXLEN" : "MINID"), "~", Long.toString(length ? off / 20 : millis));
    if (random.nextInt(3) == 0) {
      add(to, anyCase("LIMIT"), Integer.toString(random.nextInt(60)));
    }
  }

  private void trim(Consumer<String> to, int oneIn) {
    if (random.nextInt(oneIn) != 0) {
      return;
    }
    boolean length = random.nextBoolean();
    add(to, anyCase(length ? "MAXLEN" : "MINID"));
    if (random.nextInt(3) > 0) {
      add(to, "=");
    }
    add(to, random.nextInt(15) == 0 ? pick(ODD_IDS) : length ? number() : id());
    if (random.nextInt(4) == 0) {
      add(to, anyCase("LIMIT"), number());
    }
  }

  private void read(Consumer<String> to) {
    switch (random.nextInt(6)) {
      case 0 -> add(to, "XLEN", stream());
      case 1, 2 -> {
        add(to, "XRANGE", stream(), from(), to());
        count(to);
      }
      case 3 -> {
        add(to, "XREVRANGE", stream(), to(), from());
        count(to);
      }
      default -> {
        add(to, "XREAD");
        count(to);
        streams(to, false);
      }
    }
  }

  private void streams(Consumer<String> to, boolean group) {
    add(to, anyCase("STREAMS"));
    int streams = random.nextInt(3) == 0 ? 2 : 1;
    for (int i = 0; i < streams; i++) {
      add(to, stream());
    }
    for (int i = 0; i < streams; i++) {
      // Redis 7.0 does not know the last entry as "+".
      add(to, group && random.nextInt(3) > 0 ? ">" : id().replaceFirst("^\\+$", "0"));
    }
  }

  private void change(Consumer<String> to) {
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> {
        add(to, "XDEL", stream());
        ids(to);
      }
      case 3, 4 -> {
        add(to, "XTRIM", stream());
        trim(to, 1);
      }
      case 5 -> {
        // Never below what was deleted: before 7.2 that was allowed.
        add(to, "XSETID", stream(), next + "-" + (next * 7 + 1000));
        if (random.nextBoolean()) {
          add(to, anyCase("ENTRIESADDED"), number(), anyCase("MAXDELETEDID"), id());
        }
      }
      case 6 -> add(to, "DEL", stream());
      default -> add(to, "COPY", stream(), stream(), "REPLACE");
    }
  }

  // ---- groups ----

  private void group(Consumer<String> to) {
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> {
        add(to, "XGROUP", anyCase("CREATE"), stream(), pick(GROUPS), groupId());
        if (random.nextBoolean()) {
          add(to, anyCase("MKSTREAM"));
        }
        entriesRead(to);
      }
      case 4, 5 -> {
        add(to, "XGROUP", anyCase("SETID"), stream(), pick(GROUPS), groupId());
        entriesRead(to);
      }
      case 6 -> add(to, "XGROUP", "DESTROY", stream(), pick(GROUPS));
      case 7, 8 ->
          add(to, "XGROUP", anyCase("CREATECONSUMER"), stream(), pick(GROUPS), pick(CONSUMERS));
      default -> add(to, "XGROUP", "DELCONSUMER", stream(), pick(GROUPS), pick(CONSUMERS));
    }
  }

  private String groupId() {
    return random.nextInt(3) == 0 ? "$" : id();
  }

  private void entriesRead(Consumer<String> to) {
    if (random.nextInt(4) == 0) {
      add(to, anyCase("ENTRIESREAD"), pick("-1", "0", "3", "-2", "x"));
    }
  }

  private void readGroup(Consumer<String> to) {
    if (random.nextInt(4) == 0) {
      add(to, "XACK", stream(), pick(GROUPS));
      ids(to);
      return;
    }
    add(to, "XREADGROUP", anyCase("GROUP"), pick(GROUPS), pick(CONSUMERS));
    count(to);
    if (random.nextInt(6) == 0) {
      add(to, anyCase("NOACK"));
    }
    streams(to, true);
  }

  private void pending(Consumer<String> to) {
    switch (random.nextInt(8)) {
      case 0, 1 -> add(to, "XPENDING", stream(), pick(GROUPS));
      case 2, 3 -> {
        add(to, "XPENDING", stream(), pick(GROUPS));
        if (random.nextInt(3) == 0) {
          add(to, anyCase("IDLE"), pick("0", "1000000000", "-1"));
        }
        add(to, from(), to(), number());
        if (random.nextInt(3) == 0) {
          add(to, pick(CONSUMERS));
        }
      }
      case 4, 5 -> {
        add(to, "XAUTOCLAIM", stream(), pick(GROUPS), pick(CONSUMERS), idle(), from());
        count(to);
        if (random.nextBoolean()) {
          add(to, anyCase("JUSTID"));
        }
      }
      default -> {
        add(to, "XCLAIM", stream(), pick(GROUPS), pick(CONSUMERS), idle());
        ids(to);
        claimOptions(to);
      }
    }
  }

  private String idle() {
    return random.nextInt(10) == 0 ? pick("x", "-1") : pick("0", "0", "1000000000000");
  }

  private void claimOptions(Consumer<String> to) {
    for (int i = random.nextInt(4); i > 0; i--) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> add(to, anyCase("FORCE"));
        case 3 -> add(to, anyCase("JUSTID"));
        case 4 -> add(to, anyCase("TIME"), pick("1000000", "-5", "x"));
        case 5 -> add(to, anyCase("RETRYCOUNT"), pick("0", "7", "x"));
        case 6 -> add(to, anyCase("LASTID"), id());
        default -> add(to, pick("bogus", "IDLE"));
      }
    }
  }

  private void info(Consumer<String> to) {
    switch (random.nextInt(5)) {
      case 0 -> add(to, "XINFO", anyCase("STREAM"), stream());
      case 1, 2 -> {
        add(to, "XINFO", "STREAM", stream(), anyCase("FULL"));
        if (random.nextBoolean()) {
          add(to, anyCase("COUNT"), number());
        }
      }
      case 3 -> add(to, "XINFO", anyCase("GROUPS"), stream());
      default -> add(to, "XINFO", "CONSUMERS", stream(), pick(GROUPS));
    }
  }

  // ---- arguments ----

  private void ids(Consumer<String> to) {
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      add(to, id());
    }
  }

  /** Mostly one that is, or was, about. */
  private String id() {
    if (random.nextInt(25) == 0) {
      return pick(ODD_IDS);
    }
    long millis = Math.max(0, next - random.nextInt(random.nextInt(4) == 0 ? 200 : 12));
    return random.nextInt(3) == 0
        ? Long.toString(millis)
        : millis + "-" + (millis * 7 + random.nextInt(40));
  }

  private String from() {
    return switch (random.nextInt(5)) {
      case 0 -> "(" + id();
      case 1, 2 -> "-";
      default -> id();
    };
  }

  private String to() {
    return switch (random.nextInt(5)) {
      case 0 -> "(" + id();
      case 1, 2 -> "+";
      default -> id();
    };
  }

  private void count(Consumer<String> to) {
    if (random.nextInt(2) == 0) {
      add(to, anyCase("COUNT"), number());
    }
  }

  private String number() {
    return switch (random.nextInt(12)) {
      case 0 -> pick("-1", "x", "", "1.5", "9223372036854775807", "9223372036854775808");
      case 1 -> "0";
      case 2 -> Integer.toString(random.nextInt(1000));
      default -> Integer.toString(1 + random.nextInt(15));
    };
  }

  private String stream() {
    return random.nextInt(40) == 0 ? pick(keys) : STREAMS.get(random.nextInt(STREAMS.size()));
  }

  private String value() {
    return switch (random.nextInt(12)) {
      case 0 -> bytes(random.nextInt(3000));
      case 1 -> bytes(random.nextInt(300));
      case 2, 3 -> Integer.toString(random.nextInt(100_000) - 50_000);
      default -> "value " + random.nextInt(10);
    };
  }

  private String bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return new String(bytes, ISO_8859_1);
  }

  private static void add(Consumer<String> to, String... words) {
    for (String word : words) {
      to.accept(word);
    }
  }

  private String anyCase(String word) {
    return random.nextInt(3) == 0 ? word.toLowerCase(Locale.ROOT) : word;
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }
}
