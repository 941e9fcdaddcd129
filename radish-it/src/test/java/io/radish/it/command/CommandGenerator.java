// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests at random: right ones mostly, with odd bytes, wrong types, huge numbers and wrong
 * arity in between.
 *
 * <p>No time-to-live is shorter than a quarter of an hour unless it has passed already, and those
 * that may be compared differ by seconds, so that two servers need not have the same clock.
 */
public final class CommandGenerator {
  private static final String[] KEYS = {
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
    "list1",
    "list2",
    "list3",
    "hash1",
    "hash2",
    "hash3",
    "zset1",
    "zset2",
    "zset3",
    "stream1",
    "stream2",
    "n1",
    "n2",
    "n3",
    "",
    "k*[y]",
    "\0\377",
    "key:with:colons",
    "caf\303\251",
    "x".repeat(300),
    "set4"
  };
  private static final String[] NUMBERS = {
    "0",
    "1",
    "-1",
    "7",
    "10",
    "-10",
    "100",
    "12345",
    "9223372036854775807",
    "9223372036854775806",
    "-9223372036854775808",
    "9223372036854775808",
    "-9223372036854775809",
    "4294967296",
    "2147483648"
  };
  private static final String[] FLOATS = {
    "0.1",
    "3.14",
    "-2.5e3",
    "1e17",
    "5.0e-1",
    "1e-18",
    "123456789.123456789",
    "1e4000",
    "-1e4931",
    "1e5000",
    "1e-5000",
    "nan",
    "inf",
    "-Infinity",
    "0x1.8p3",
    ".5",
    "5.",
    "+1.25",
    "-0",
    "1e",
    "1e+2",
    "1 ",
    " 1",
    "0.30000000000000004",
    "99999999999999999999",
    "18446744073709551616.5"
  };
  private static final String[] ODD = {
    "",
    " ",
    "-",
    "+",
    "00",
    "01",
    "-0",
    "1.0",
    "abc",
    "\r\n",
    "\0",
    "\377\376",
    "{\"a\":1}",
    "*",
    "NX",
    "1e3",
    "0x10",
    "999999999999999999999999"
  };
  private static final String[] PATTERNS = {
    "*",
    "a*",
    "*1",
    "list?",
    "[a-c]",
    "[^a-c]*",
    "k\\*\\[y\\]",
    "**",
    "?",
    "",
    "[",
    "[a",
    "\\",
    "*a*i*t*",
    "[c-a]",
    "[a-]",
    "n[12]",
    "*[0-9]",
    "x*x*x*y"
  };

  /** Requests that mean something else here, or nothing certain there, when they are spoilt. */
  private static final Set<String> LEFT_ALONE =
      Set.of(
          "SELECT",
          "COPY",
          "MOVE",
          "SWAPDB",
          "OBJECT",
          "RESTORE",
          "HRANDFIELD",
          "SORT",
          "SORT_RO",
          "BLPOP",
          "BRPOP",
          "BLMPOP",
          "BZPOPMIN",
          "BZPOPMAX",
          "BZMPOP",
          "ZRANK",
          "ZREVRANK",
          "BLMOVE",
          "BRPOPLPUSH",
          "SPOP",
          "SRANDMEMBER",
          "XREAD",
          "XREADGROUP");

  private final Random random;
  private final GenericGenerator generic;
  private final BitGenerator bits;
  private final HyperLogLogGenerator hyperLogLogs;
  private final HashGenerator hashes;
  private final ZSetGenerator zsets;
  private final GeoGenerator places;
  private final StreamGenerator streams;
  private final long nowSeconds;
  private final SetGenerator sets;
  private final ScriptGenerator scripts;
  private final ServiceGenerator services;

  /** Makes requests with deadlines some time after {@code nowSeconds}. */
  public CommandGenerator(Random random, long nowSeconds) {
    this.random = random;
    this.generic = new GenericGenerator(random, KEYS);
    this.bits = new BitGenerator(random, KEYS);
    this.hyperLogLogs = new HyperLogLogGenerator(random, KEYS);
    this.hashes = new HashGenerator(random, this);
    this.zsets = new ZSetGenerator(random, KEYS);
    this.places = new GeoGenerator(random, KEYS);
    this.streams = new StreamGenerator(random, KEYS);
    this.nowSeconds = nowSeconds;
    this.sets = new SetGenerator(random, this);
    this.scripts = new ScriptGenerator(random, this, this::plain);
    this.services = new ServiceGenerator(random, this, this::plain);
  }

  /** Keeps what a {@code DUMP} was answered with, to be restored. */
  public void dumped(byte[] payload) {
    generic.dumped(payload);
  }

  /** What a script runs; null for another request. */
  ScriptGenerator.@Nullable Scripted scripted(List<String> request) {
    return scripts.scripted(request);
  }

  /** The next request, as Latin-1 text: one character for each byte. */
  public List<String> next() {
    if (random.nextInt(20) == 0) {
      List<String> script = new ArrayList<>();
      scripts.add(script::add);
      return script;
    }
    if (random.nextInt(60) == 0) {
      List<String> service = new ArrayList<>();
      services.add(service::add);
      return service;
    }
    return plain();
  }

  /** One that runs no script. */
  private List<String> plain() {
    List<String> request = new ArrayList<>();
    if (random.nextInt(5) == 0) {
      sets.add(request::add);
    } else {
      fill(request::add);
    }
    if (random.nextInt(30) == 0 && !LEFT_ALONE.contains(request.getFirst())) {
      spoil(request);
    }
    if (random.nextInt(4) == 0) {
      request.set(0, request.getFirst().toLowerCase(Locale.ROOT));
    }
    return request;
  }

  private void fill(Consumer<String> to) {
    int kind = random.nextInt(200);
    if (kind >= 185) {
      streams.add(to);
    } else if (kind >= 152) {
      zsets.add(to);
    } else if (kind >= 145) {
      places.add(to);
    } else if (kind >= 135) {
      transaction(to);
    } else if (kind >= 120) {
      hashes.add(to);
    } else if (kind < 30) {
      string(to);
    } else if (kind < 42) {
      number(to);
    } else if (kind < 52) {
      range(to);
    } else if (kind < 70) {
      expiry(to);
    } else if (kind < 82) {
      list(to);
    } else if (kind < 92) {
      key(to);
    } else if (kind < 100) {
      generic.add(to);
    } else if (kind < 111) {
      bits.add(to);
    } else {
      hyperLogLogs.add(to);
    }
  }

  private void transaction(Consumer<String> to) {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5 -> add(to, "MULTI");
      case 6, 7, 8, 9, 10, 11, 12 -> add(to, "EXEC");
      case 13 -> add(to, "DISCARD");
      case 14 -> add(to, "UNWATCH");
      default -> many(to, "WATCH", 1);
    }
  }

  private void string(Consumer<String> to) {
    switch (random.nextInt(12)) {
      case 0, 1 -> add(to, "GET", key());
      case 2, 3 -> set(to);
      case 4 -> add(to, "SETNX", key(), value());
      case 5 -> add(to, "SETEX", key(), seconds(), value());
      case 6 -> add(to, "PSETEX", key(), millis(), value());
      case 7 -> add(to, "GETSET", key(), value());
      case 8 -> add(to, "GETDEL", key());
      case 9 -> {
        add(to, "GETEX", key());
        times(to, random.nextInt(3) == 0 ? 2 : 1, "PERSIST");
      }
      case 10 -> many(to, "MGET", 1);
      default -> many(to, random.nextBoolean() ? "MSET" : "MSETNX", 2);
    }
  }

  private void set(Consumer<String> to) {
    add(to, "SET", key(), value());
    for (int i = random.nextInt(4); i > 0; i--) {
      switch (random.nextInt(6)) {
        case 0 -> add(to, anyCase("NX"));
        case 1 -> add(to, anyCase("XX"));
        case 2 -> add(to, anyCase("GET"));
        case 3 -> add(to, pick("bogus", "PERSIST", "EX", "", "N"));
        default -> times(to, 1, "KEEPTTL");
      }
    }
  }

  private void times(Consumer<String> to, int count, String word) {
    for (int i = 0; i < count; i++) {
      switch (random.nextInt(6)) {
        case 0 -> add(to, anyCase("EX"), seconds());
        case 1 -> add(to, anyCase("PX"), millis());
        case 2 -> add(to, anyCase("EXAT"), unixSeconds());
        case 3 -> add(to, anyCase("PXAT"), unixMillis());
        default -> add(to, anyCase(word));
      }
    }
  }

  private void number(Consumer<String> to) {
    switch (random.nextInt(6)) {
      case 0 -> add(to, "INCR", key());
      case 1 -> add(to, "DECR", key());
      case 2 -> add(to, "INCRBY", key(), integer());
      case 3 -> add(to, "DECRBY", key(), integer());
      case 4 -> add(to, "INCRBYFLOAT", key(), decimal());
      default ->
          add(to, "SET", pick("n1", "n2", "n3"), random.nextBoolean() ? decimal() : pick(NUMBERS));
    }
  }

  private void range(Consumer<String> to) {
    switch (random.nextInt(5)) {
      case 0 -> add(to, "APPEND", key(), shortValue());
      case 1 -> add(to, "STRLEN", key());
      case 2 -> add(to, "SETRANGE", key(), offset(), shortValue());
      case 3 -> add(to, "GETRANGE", key(), index(), index());
      default -> add(to, "SUBSTR", key(), index(), index());
    }
  }

  private void expiry(Consumer<String> to) {
    switch (random.nextInt(11)) {
      case 0, 1 -> conditions(to, "EXPIRE", seconds());
      case 2 -> conditions(to, "PEXPIRE", millis());
      case 3 -> conditions(to, "EXPIREAT", unixSeconds());
      case 4 -> conditions(to, "PEXPIREAT", unixMillis());
      case 5 -> add(to, "TTL", key());
      case 6 -> add(to, "PTTL", key());
      case 7 -> add(to, "EXPIRETIME", key());
      case 8 -> add(to, "PEXPIRETIME", key());
      default -> add(to, "PERSIST", key());
    }
  }

  private void conditions(Consumer<String> to, String name, String time) {
    add(to, name, key(), time);
    for (int i = random.nextInt(3); i > 0; i--) {
      add(to, random.nextInt(15) == 0 ? pick(ODD) : anyCase(pick("NX", "XX", "GT", "LT")));
    }
  }

  private void list(Consumer<String> to) {
    String key = random.nextInt(8) == 0 ? key() : pick("list1", "list2", "list3");
    switch (random.nextInt(16)) {
      case 9 -> lpos(to, key);
      case 10 -> add(to, "LINSERT", key, anyCase(pick("BEFORE", "AFTER", "?")), value(), value());
      case 11 -> add(to, "LSET", key, index(), value());
      case 12 -> add(to, "LREM", key, random.nextInt(3) > 0 ? small(3) : index(), value());
      case 13 -> add(to, "LTRIM", key, index(), index());
      case 14 -> move(to, key);
      case 15 -> popMany(to);
      case 0, 1 -> push(to, pick("LPUSH", "RPUSH"), key);
      case 2 -> push(to, pick("LPUSHX", "RPUSHX"), key);
      case 3 -> add(to, pick("LPOP", "RPOP"), key);
      case 4 -> add(to, pick("LPOP", "RPOP"), key, random.nextInt(3) > 0 ? small(30) : integer());
      case 5, 6 -> add(to, "LRANGE", key, index(), index());
      case 7 -> add(to, "LLEN", key);
      default -> add(to, "LINDEX", key, index());
    }
  }

  private void lpos(Consumer<String> to, String key) {
    add(to, "LPOS", key, value());
    for (int i = random.nextInt(3); i > 0; i--) {
      // Redis 7.0 takes the smallest number for a rank, which 7.2 refuses.
      String number = random.nextInt(3) > 0 ? small(4) : "-" + small(4);
      add(to, anyCase(pick("RANK", "COUNT", "MAXLEN")), number);
    }
  }

  private void move(Consumer<String> to, String key) {
    String other = pick("list1", "list2", "list3");
    if (random.nextInt(8) == 0) {
      blocking(to, key, other);
    } else if (random.nextInt(3) == 0) {
      add(to, "RPOPLPUSH", key, other);
    } else {
      add(to, "LMOVE", key, other, end(), end());
    }
  }

  /**
   * One that waits for next to nothing; Redis 7.0 has another word than 7.2 for too long a wait.
   */
  private void blocking(Consumer<String> to, String key, String other) {
    String timeout = random.nextInt(10) == 0 ? pick("-1", "abc", "", "nan") : "0.01";
    switch (random.nextInt(4)) {
      case 0 -> add(to, pick("BLPOP", "BRPOP"), key, other, timeout);
      case 1 -> {
        add(to, "BLMPOP", timeout, "2", key, other, end());
        if (random.nextBoolean()) {
          add(to, anyCase("COUNT"), small(9));
        }
      }
      case 2 -> add(to, "BLMOVE", key, other, end(), end(), timeout);
      default -> add(to, "BRPOPLPUSH", key, other, timeout);
    }
  }

  private void popMany(Consumer<String> to) {
    add(to, "LMPOP", random.nextInt(10) == 0 ? integer() : "2", "list1", "list2", end());
    if (random.nextBoolean()) {
      add(to, anyCase("COUNT"), random.nextInt(4) > 0 ? small(9) : integer());
    }
  }

  private String end() {
    return random.nextInt(20) == 0 ? pick(ODD) : anyCase(pick("LEFT", "RIGHT"));
  }

  private void push(Consumer<String> to, String name, String key) {
    add(to, name, key);
    // Now and then so much that the list leaves its packed form.
    int count = random.nextInt(40) == 0 ? 300 : 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      add(to, count > 6 ? shortValue() : value());
    }
  }

  private void key(Consumer<String> to) {
    switch (random.nextInt(24)) {
      case 0, 1 -> many(to, "DEL", 1);
      case 2 -> many(to, "UNLINK", 1);
      case 3, 4 -> many(to, "EXISTS", 1);
      case 5, 6 -> many(to, "TOUCH", 1);
      case 7, 8, 9 -> add(to, "TYPE", key());
      case 10, 11, 12 -> add(to, "KEYS", pick(PATTERNS));
      case 13, 14, 15 -> scan(to);
      case 16, 17 -> add(to, "RANDOMKEY");
      case 18, 19 -> add(to, "DBSIZE");
      case 20, 21, 22 -> add(to, "SELECT", pick("0", "0", "0", "3"));
      default -> flush(to);
    }
  }

  private void flush(Consumer<String> to) {
    if (random.nextInt(3) > 0) {
      add(to, pick("FLUSHDB", "FLUSHALL"), pick("now", "", "ASYNC SYNC"));
      return;
    }
    add(to, random.nextInt(3) == 0 ? "FLUSHALL" : "FLUSHDB");
    if (random.nextBoolean()) {
      add(to, anyCase(pick("SYNC", "ASYNC")));
    }
  }

  private void scan(Consumer<String> to) {
    add(
        to,
        "SCAN",
        random.nextInt(5) > 0 ? "0" : pick("x", "", "1.5", " 1", "99999999999999999999"));
    for (int i = random.nextInt(4); i > 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> add(to, anyCase("MATCH"), pick(PATTERNS));
        case 1 ->
            add(to, anyCase("TYPE"), pick("string", "list", "LIST", "set", "hash", "nonsense"));
        case 2 -> add(to, anyCase("COUNT"), pick("0", "-1", "abc", "1000000"));
        default -> add(to, pick("MATCH", "COUNT", "bogus"));
      }
    }
    add(to, "COUNT", "1000000");
  }

  /** Takes arguments away, adds some or exchanges them, never for a time that would soon pass. */
  private void spoil(List<String> request) {
    int at = random.nextInt(request.size());
    switch (random.nextInt(3)) {
      case 0 -> {
        if (at > 0) {
          request.remove(at);
        }
      }
      case 1 -> request.add(pick(ODD));
      default -> {
        if (at > 0) {
          request.set(at, pick("abc", "", "-1", "9223372036854775807", "1.5", "\377"));
        }
      }
    }
  }

  private void many(Consumer<String> to, String name, int each) {
    add(to, name);
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      add(to, key());
      if (each == 2) {
        add(to, value());
      }
    }
  }

  private static void add(Consumer<String> to, String... words) {
    for (String word : words) {
      to.accept(word);
    }
  }

  String key() {
    return pick(KEYS);
  }

  String value() {
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 -> pick(NUMBERS);
      case 5, 6 -> pick(FLOATS);
      case 7, 8 -> pick(ODD);
      case 9 -> bytes(15_000 + random.nextInt(3_000));
      case 10 -> random.nextInt(10) == 0 ? bytes(60_000 + random.nextInt(10_000)) : "v";
      default -> shortValue();
    };
  }

  String shortValue() {
    return random.nextInt(6) == 0 ? "" : bytes(random.nextInt(60));
  }

  private String bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return new String(bytes, ISO_8859_1);
  }

  String integer() {
    return random.nextInt(6) == 0 ? pick(ODD) : pick(NUMBERS);
  }

  /** A number as {@code strtold} may read it, or nearly. */
  String decimal() {
    if (random.nextInt(3) == 0) {
      return pick(FLOATS);
    }
    StringBuilder text = new StringBuilder(pick("", "", "", "-", "+"));
    boolean hex = random.nextInt(10) == 0;
    text.append(hex ? "0x" : "");
    int digits = 1 + random.nextInt(24);
    int point = random.nextInt(digits + 1);
    for (int i = 0; i < digits; i++) {
      text.append(i == point ? "." : "");
      text.append(hex ? Integer.toHexString(random.nextInt(16)) : random.nextInt(10));
    }
    if (random.nextInt(3) == 0) {
      int bound = random.nextInt(20) == 0 ? 17_000 : 40;
      text.append(hex ? 'p' : 'e').append(random.nextInt(2 * bound) - bound);
    }
    return text.toString();
  }

  String small(int below) {
    return Integer.toString(random.nextInt(below));
  }

  String index() {
    return switch (random.nextInt(8)) {
      case 0 -> integer();
      case 1, 2, 3 -> small(20);
      case 4 -> small(20_000);
      default -> "-" + (1 + random.nextInt(20));
    };
  }

  private String offset() {
    return switch (random.nextInt(10)) {
      case 0 -> pick("536870912", "9223372036854775807", "-1", "abc", "4294967295");
      case 1 -> small(20_000);
      default -> small(60);
    };
  }

  private String seconds() {
    return random.nextInt(5) == 0 ? extreme() : Integer.toString(1_000 + random.nextInt(1_000_000));
  }

  private String millis() {
    return random.nextInt(5) == 0 ? extreme() : (1_000 + random.nextInt(1_000_000)) + "000";
  }

  private String unixSeconds() {
    return random.nextInt(5) == 0
        ? extreme()
        : Long.toString(nowSeconds + 1_000 + random.nextInt(100) * 1_000L);
  }

  private String unixMillis() {
    return random.nextInt(5) == 0
        ? extreme()
        : (nowSeconds + 1_000 + random.nextInt(100) * 1_000L)
            + small(1_000).replaceAll("^", "000").replaceAll(".*(...)$", "$1");
  }

  /** A time that is none, or long gone, or too far off. */
  private String extreme() {
    return pick(
        "0",
        "-1",
        "-100",
        "abc",
        "",
        "1.5",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775",
        "9223372036854776",
        "9223370000000000000");
  }

  String anyCase(String word) {
    return random.nextInt(3) == 0 ? word.toLowerCase(Locale.ROOT) : word;
  }

  String pick(String... of) {
    return of[random.nextInt(of.length)];
  }
}
