// SPDX-License-Identifier: Apache-2.0
package io.radish.it.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Requests that the table alone would not make, or not with the care they need: scripts and
 * functions, settings, users, payloads, pauses, the conversations of transactions.
 */
final class SpecialRequests {
  /** Settings that change how data is kept or served, with values that are right or nearly. */
  private static final String[][] SETTINGS = {
    {"hash-max-listpack-entries", "0", "1", "8", "512", "100000", "-1"},
    {"hash-max-listpack-value", "0", "3", "64", "100000"},
    {"set-max-intset-entries", "0", "4", "512", "100000"},
    {"set-max-listpack-entries", "0", "4", "128", "100000"},
    {"set-max-listpack-value", "0", "3", "64"},
    {"zset-max-listpack-entries", "0", "4", "128", "100000"},
    {"zset-max-listpack-value", "0", "3", "64"},
    {"stream-node-max-bytes", "0", "1", "4096"},
    {"stream-node-max-entries", "0", "1", "100"},
    {"list-max-listpack-size", "-2", "1", "128"},
    {"hll-sparse-max-bytes", "0", "100", "3000"},
    {"maxmemory", "0", "0", "1", "2mb", "8mb", "30mb", "200mb", "x"},
    {"maxmemory-policy", "noeviction", "allkeys-lru", "allkeys-lfu", "allkeys-random", "x"},
    {"maxmemory-policy", "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"},
    {"maxmemory-samples", "1", "5", "64"},
    {"maxmemory-eviction-tenacity", "0", "10", "100"},
    {"maxmemory-clients", "0", "0", "1mb", "5%"},
    {"lfu-log-factor", "0", "10", "100"},
    {"lfu-decay-time", "0", "1"},
    {"notify-keyspace-events", "", "KEA", "AKE", "Kg$", "KEn", "x"},
    {"client-output-buffer-limit", "normal 0 0 0", "normal 1mb 100kb 1", "pubsub 32mb 8mb 60"},
    {"client-output-buffer-limit", "pubsub 64kb 1kb 1", "x"},
    {"client-query-buffer-limit", "1gb", "2mb"},
    {"proto-max-bulk-len", "512mb", "1mb"},
    {"busy-reply-threshold", "10", "50", "100"},
    {"slowlog-log-slower-than", "-1", "0", "1000"},
    {"slowlog-max-len", "0", "10", "128"},
    {"latency-monitor-threshold", "0", "1", "100"},
    {"latency-tracking", "yes", "no"},
    {"latency-tracking-info-percentiles", "50 99", "", "0 100", "101"},
    {"tracking-table-max-keys", "0", "10", "1000000"},
    {"acllog-max-len", "0", "5", "128"},
    {"hz", "1", "10", "100"},
    {"timeout", "0", "0", "1"},
    {"backup-compression", "none", "zstd"},
    {"backup-max-files", "0", "20"},
    {"appendfsync", "everysec", "always", "no"},
    {"auto-aof-rewrite-min-size", "64kb", "64mb"},
    {"acl-pubsub-default", "resetchannels", "allchannels"},
  };

  private static final String[] RULES = {
    "on",
    "off",
    "nopass",
    ">secret",
    "<secret",
    "resetpass",
    "~*",
    "~a*",
    "%R~*",
    "%W~list*",
    "allkeys",
    "resetkeys",
    "&*",
    "&news",
    "resetchannels",
    "+@all",
    "-@all",
    "+@read",
    "-@write",
    "+get",
    "-set",
    "+config|get",
    "-client|kill",
    "(+set ~b*)",
    "clearselectors",
    "reset",
    "caches:users",
    "caches:*",
    "home:users",
    "home:orders:open",
    "+eval",
    "-@scripting",
    "+nosuch",
    "~",
    "#abc",
    ""
  };

  private final Random random;
  private final OddWords words;
  private final LuaTexts texts;
  private final HostilePayloads payloads;
  private final Supplier<List<String>> others;

  /** Makes requests that may have those of {@code others} within them. */
  SpecialRequests(
      Random random, OddWords words, HostilePayloads payloads, Supplier<List<String>> others) {
    this.random = random;
    this.words = words;
    this.texts = new LuaTexts(random);
    this.payloads = payloads;
    this.others = others;
  }

  List<String> next() {
    int kind = random.nextInt(100);
    if (kind < 35) {
      return script();
    } else if (kind < 45) {
      return function();
    } else if (kind < 60) {
      return restore();
    } else if (kind < 66) {
      return setting();
    } else if (kind < 74) {
      return user();
    } else if (kind < 90) {
      return transaction();
    } else if (kind < 94) {
      return inCache();
    } else {
      return about();
    }
  }

  private List<String> script() {
    List<String> request = new ArrayList<>();
    switch (random.nextInt(8)) {
      case 0 -> {
        return List.of("SCRIPT", "LOAD", random.nextBoolean() ? texts.known() : texts.script());
      }
      case 1 -> {
        return words.pick("y", "n").equals("y")
            ? List.of("SCRIPT", words.pick("FLUSH", "EXISTS", "KILL", "x"))
            : List.of("SCRIPT", "EXISTS", digest(texts.known()));
      }
      case 2, 3 -> {
        request.add(words.pick("EVALSHA", "EVALSHA", "EVALSHA_RO"));
        request.add(random.nextInt(10) == 0 ? words.word() : digest(texts.known()));
      }
      default -> {
        request.add(words.pick("EVAL", "EVAL", "EVAL", "EVAL_RO"));
        request.add(texts.script());
      }
    }
    addKeysAndArguments(request);
    return request;
  }

  private void addKeysAndArguments(List<String> request) {
    int keys = random.nextInt(4);
    request.add(random.nextInt(30) == 0 ? words.integer() : Integer.toString(keys));
    for (int i = 0; i < keys; i++) {
      request.add(words.key());
    }
    if (random.nextInt(5) > 0) {
      request.addAll(others.get());
    }
  }

  private static String digest(String script) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-1").digest(script.getBytes(ISO_8859_1)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> function() {
    return switch (random.nextInt(12)) {
      case 0, 1, 2 ->
          random.nextInt(4) > 0
              ? List.of("FUNCTION", "LOAD", "REPLACE", texts.library())
              : List.of("FUNCTION", "LOAD", texts.library());
      case 3 ->
          List.of(
              "FUNCTION",
              "RESTORE",
              payloads.functions(random),
              words.pick("FLUSH", "APPEND", "REPLACE", "x"));
      case 4 -> List.of("FUNCTION", words.pick("FLUSH", "DUMP", "STATS", "LIST", "KILL"));
      case 5 -> List.of("FUNCTION", "LIST", "WITHCODE");
      default -> {
        List<String> request = new ArrayList<>();
        request.add(words.pick("FCALL", "FCALL", "FCALL_RO"));
        request.add(
            random.nextInt(40) == 0 ? "spin" : words.pick("f", "g", "h", "nosuch", "f", "g"));
        addKeysAndArguments(request);
        yield request;
      }
    };
  }

  private List<String> restore() {
    List<String> request = new ArrayList<>();
    request.add(words.pick("RESTORE", "RESTORE", "RESTORE-ASKING"));
    request.add(words.key());
    request.add(words.pick("0", "0", "50", "100000", "-1"));
    request.add(payloads.value(random));
    for (String option : List.of("REPLACE", "REPLACE", "ABSTTL")) {
      if (random.nextInt(3) == 0) {
        request.add(option);
      }
    }
    if (random.nextInt(8) == 0) {
      request.addAll(List.of(words.pick("IDLETIME", "FREQ"), words.integer()));
    }
    return request;
  }

  private List<String> setting() {
    List<String> request = new ArrayList<>(List.of("CONFIG", "SET"));
    for (int i = random.nextInt(8) == 0 ? 3 : 1; i > 0; i--) {
      String[] setting = SETTINGS[random.nextInt(SETTINGS.length)];
      request.add(setting[0]);
      request.add(setting[1 + random.nextInt(setting.length - 1)]);
    }
    return request;
  }

  private List<String> user() {
    switch (random.nextInt(8)) {
      case 0 -> {
        return List.of("ACL", "DELUSER", words.pick(OddWords.USERS));
      }
      case 1, 2, 3 -> {
        return List.of("AUTH", words.pick(OddWords.USERS), words.pick("secret", "secret", "x"));
      }
      case 4 -> {
        return List.of("ACL", words.pick("LOG", "LIST", "LOAD", "SAVE", "WHOAMI", "USERS"));
      }
      default -> {
        List<String> request =
            new ArrayList<>(Arrays.asList("ACL", "SETUSER", words.pick(OddWords.USERS)));
        if (random.nextInt(3) > 0) {
          request.addAll(List.of("on", ">secret", "+@all", "~*", "&*"));
        }
        for (int i = random.nextInt(5); i > 0; i--) {
          request.add(words.pick(RULES));
        }
        return request;
      }
    }
  }

  private List<String> transaction() {
    return switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> List.of("MULTI");
      case 4, 5, 6 -> List.of("EXEC");
      case 7 -> List.of("DISCARD");
      default -> List.of("WATCH", words.key(), words.key());
    };
  }

  /** Another request, in a cache of its own. */
  private List<String> inCache() {
    List<String> request =
        new ArrayList<>(List.of("CACHE", words.pick("users", "orders", "orders:open", "x", "db2")));
    request.addAll(others.get());
    return request;
  }

  private List<String> about() {
    return switch (random.nextInt(12)) {
      case 0 -> List.of("CLIENT", "PAUSE", words.pick("1", "20", "50"), words.pick("ALL", "WRITE"));
      case 1 -> List.of("CLIENT", "UNPAUSE");
      case 2 -> List.of("CLIENT", "TRACKING", "ON", "REDIRECT", OddWords.CLIENT_ID);
      case 3 -> List.of("CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", words.key());
      case 4 ->
          List.of(
              "MIGRATE",
              "127.0.0.1",
              OddWords.PORT,
              words.key(),
              words.pick("0", "3"),
              "200",
              words.pick("COPY", "REPLACE"));
      case 5 -> List.of("DEBUG", words.pick("DIGEST", "OBJECT", "HELP", "LISTPACK"), words.key());
      case 6 ->
          random.nextInt(40) == 0
              ? List.of("DEBUG", words.pick("RELOAD", "JMAP"))
              : List.of("DEBUG", "DIGEST-VALUE", words.key());
      case 7 -> List.of("DEBUG", "SET-ACTIVE-EXPIRE", words.pick("0", "1", "1", "1"));
      case 8 -> List.of("RESET");
      case 9 -> List.of("HELLO", words.pick("2", "3", "3"));
      case 10 -> List.of("SELECT", words.pick("0", "1", "users", "orders:open"));
      default -> List.of("CLIENT", "NO-EVICT", words.pick("ON", "OFF"));
    };
  }
}
