// SPDX-License-Identifier: Apache-2.0
package io.radish.it.soak;

import java.util.Map;
import java.util.Random;

/**
 * Words for arguments, by what the argument is called in {@code COMMAND DOCS}: right ones mostly,
 * few enough that commands meet at the same keys; and some of those that hurt.
 *
 * <p>Numbers stay below what would make strings of hundreds of megabytes, or are refused for their
 * size: several clients at once would take the machine's memory, not the server's composure.
 */
final class OddWords {
  /** Stands for the number of the client's own connection, or of one shortly before. */
  static final String CLIENT_ID = "\1id";

  /** Stands for a backup's file. */
  static final String BACKUP_FILE = "\1file";

  /** Stands for the server's port. */
  static final String PORT = "\1port";

  static final String[] KEYS = {
    "a",
    "b",
    "c",
    "n1",
    "n2",
    "list1",
    "list2",
    "hash1",
    "hash2",
    "set1",
    "set2",
    "zset1",
    "zset2",
    "stream1",
    "stream2",
    "bits1",
    "hll1",
    "geo1",
    "",
    "\0\377",
    "caf\303\251",
    "x".repeat(300)
  };
  static final String[] USERS = {"ada", "bob", "eve"};

  private static final String[] CACHES = {
    "users", "users:temp", "orders", "orders:open", "default_store", "db1", "db2", "0", "3", "tmp"
  };
  private static final String[] INTEGERS = {
    "0",
    "1",
    "2",
    "3",
    "5",
    "10",
    "-1",
    "-2",
    "-10",
    "100",
    "1000",
    "70000",
    "4294967296",
    "9223372036854775807",
    "-9223372036854775808",
    "1e400",
    "x",
    ""
  };
  private static final String[] DOUBLES = {
    "0",
    "1",
    "-1.5",
    "2.75",
    "13.361389",
    "38.115556",
    "100",
    "1e300",
    "inf",
    "-inf",
    "(1",
    "nan",
    "1e400",
    "0x1p3",
    ""
  };
  private static final String[] WORDS = {
    "a",
    "b",
    "c",
    "1",
    "-7",
    "3.5",
    "",
    "*",
    "NX",
    "\0\377\376",
    "{\"a\":[1,2]}",
    "[[[[[[",
    "field",
    "ka\337",
    "x".repeat(100)
  };
  private static final String[] IDS = {
    "0", "$", ">", "*", "-", "+", "1-1", "5-*", "3", "0-1", "18446744073709551615-0", "(2-1", "x"
  };
  private static final String[] PATTERNS = {
    "*", "a*", "?", "[a-z]*", "h*1", "", "[", "\\", "*a*a*a*a*b", "w_*->f", "#", "nosort"
  };

  /** What names of arguments ask for; others get a word of their type. */
  private static final Map<String, String[]> BY_NAME =
      Map.ofEntries(
          Map.entry("cache", CACHES),
          Map.entry("store", new String[] {"temp", "open", "a", ""}),
          Map.entry("db", CACHES),
          Map.entry("destination-db", CACHES),
          Map.entry("index", CACHES),
          Map.entry("index1", CACHES),
          Map.entry("index2", CACHES),
          Map.entry("timeout", new String[] {"0", "0.01", "0.05", "1", "-1", "x"}),
          Map.entry("ttl-seconds", new String[] {"0", "1", "100", "-1"}),
          Map.entry("seconds", new String[] {"0", "1", "2", "100", "-1", "9223372036854775807"}),
          Map.entry("milliseconds", new String[] {"0", "1", "20", "500", "90000", "-1"}),
          Map.entry("ttl", new String[] {"0", "0", "30", "5000", "-1"}),
          Map.entry("protover", new String[] {"2", "3", "3", "4"}),
          Map.entry("client-id", new String[] {CLIENT_ID, CLIENT_ID, "1", "0"}),
          Map.entry("username", new String[] {"ada", "bob", "eve", "nobody", ""}),
          Map.entry("password", new String[] {"secret", "wrong", ""}),
          Map.entry("channel", new String[] {"news", "a", "__keyspace@0__:a", ""}),
          Map.entry("shardchannel", new String[] {"news", "a", ""}),
          Map.entry("prefix", new String[] {"a", "list", "", "h"}),
          Map.entry("message", new String[] {"hello", "", "y".repeat(9000)}),
          Map.entry("file", new String[] {BACKUP_FILE, BACKUP_FILE, "../x", "", "none.json"}),
          Map.entry("other-file", new String[] {BACKUP_FILE, "none.json"}),
          Map.entry("host", new String[] {"127.0.0.1"}),
          Map.entry("port", new String[] {PORT, "1", "-1", "x"}),
          Map.entry("group", new String[] {"g", "h", ""}),
          Map.entry("consumer", new String[] {"c", "d", "e", ""}),
          Map.entry("id", IDS),
          Map.entry("lastid", IDS),
          Map.entry("last-id", IDS),
          Map.entry("encoding", new String[] {"u8", "i64", "u63", "i5", "u64", "i0", "x"}),
          Map.entry("offset", new String[] {"0", "7", "#3", "1000", "70000", "-1", "99999999999"}),
          Map.entry("min", new String[] {"-", "[a", "(b", "-inf", "0", "(1", "x"}),
          Map.entry("max", new String[] {"+", "[c", "(d", "inf", "5", "(3", "x"}),
          Map.entry("cursor", new String[] {"0", "0", "0", "17", "9223372036854775808", "x"}),
          Map.entry("section", new String[] {"all", "everything", "memory", "keyspace", "x"}),
          Map.entry("bytes", new String[] {"0", "100mb", "2mb", "x"}),
          Map.entry("policy", new String[] {"allkeys-lru", "volatile-ttl", "noeviction", "x"}),
          Map.entry("function", new String[] {"f", "g", "spin", "x"}),
          Map.entry("library-name", new String[] {"lib", "lib2", "x"}),
          Map.entry("subcommand", new String[] {"GETREG", "DECODE", "ENCODING", "TODENSE", "x"}),
          Map.entry("command", new String[] {"get", "set", "lpush", "eval", "multi", "x"}),
          Map.entry("arg", KEYS));

  private final Random random;

  OddWords(Random random) {
    this.random = random;
  }

  String key() {
    return pick(KEYS);
  }

  String integer() {
    return pick(INTEGERS);
  }

  /** A word for an argument of that name, or of its type where the name says nothing. */
  String named(String name, String type) {
    String[] choice = BY_NAME.get(name);
    if (choice != null && random.nextInt(20) > 0) {
      return pick(choice);
    }
    return switch (type) {
      case "key" -> key();
      case "integer" -> integer();
      case "double" -> pick(DOUBLES);
      case "pattern" -> pick(PATTERNS);
      case "unix-time" -> pick("0", "1", "4102444800", "4102444800000", "-1", "1700000000");
      default -> word();
    };
  }

  String word() {
    return switch (random.nextInt(60)) {
      case 0 -> "y".repeat(9000);
      case 1 -> "z".repeat(70_000);
      case 2, 3, 4 -> integer();
      case 5, 6 -> pick(DOUBLES);
      case 7, 8, 9, 10, 11 -> "m" + random.nextInt(400);
      default -> pick(WORDS);
    };
  }

  String pick(String... of) {
    return of[random.nextInt(of.length)];
  }
}
