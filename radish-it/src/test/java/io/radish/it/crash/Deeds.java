// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Requests by chance, on keys that one client alone writes, in the default store, in a cache that
 * all clients share, and in one of its own that comes and goes.
 *
 * <p>A key's first letter says what it holds: {@code s} texts, {@code n} numbers, {@code l} lists,
 * {@code h} hashes, {@code t} texts with a short life.
 */
final class Deeds {
  /** In milliseconds since the epoch: long after any test. */
  private static final long FAR = 4_000_000_000_000L;

  private static final int KEYS = 4;

  /** Fields of a hash that come again and again. */
  private static final int FIELDS = 6;

  /** Fields set at once now and then, which make a tree of a hash. */
  private static final int MANY_FIELDS = 600;

  private static final String SEQUENCE = "sequence";

  private final String client;
  private final SplittableRandom random;
  private final List<String> caches;

  Deeds(String client, SplittableRandom random) {
    this.client = client;
    this.random = random;
    caches = List.of("", "shared", "own-" + client);
  }

  /** Where the client notes the number of its request, for others to read. */
  static String sequenceKey(String client) {
    return client + ":" + SEQUENCE;
  }

  /** All keys that the client may write. */
  List<Holdings.Key> keys() {
    List<Holdings.Key> keys = new ArrayList<>();
    keys.add(new Holdings.Key("", sequenceKey(client)));
    for (String cache : caches) {
      for (char kind : new char[] {'s', 'n', 'l', 'h', 't'}) {
        for (int i = 0; i < KEYS; i++) {
          keys.add(new Holdings.Key(cache, name(kind, i)));
        }
      }
    }
    return keys;
  }

  private String name(char kind, int number) {
    return client + ":" + kind + number;
  }

  static boolean isList(Holdings.Key key) {
    return key.name().charAt(key.name().indexOf(':') + 1) == 'l';
  }

  static boolean isHash(Holdings.Key key) {
    return key.name().charAt(key.name().indexOf(':') + 1) == 'h';
  }

  private String any(char kind) {
    return name(kind, random.nextInt(KEYS));
  }

  private String value(long number) {
    // Some are so large that a record is one of its own, and that a reply pins it.
    int chance = random.nextInt(100);
    int length = chance == 0 ? 20_000 : chance < 10 ? 500 : random.nextInt(40);
    return number + "." + "x".repeat(length);
  }

  /** The request of that number. */
  Request next(long number, long nowMillis) {
    if (random.nextInt(5) == 0) {
      return sequence(number);
    }
    String cache = caches.get(random.nextInt(caches.size()));
    return switch (random.nextInt(24)) {
      case 18, 19, 20 -> setFields(cache, any('h'), number);
      case 21 -> removeFields(cache, any('h'));
      case 22 -> incrementField(cache, any('h'));
      case 0, 1 -> set(cache, any('s'), value(number));
      case 2 -> setAll(cache, number);
      case 3, 4 -> increment(cache, any('n'));
      case 5, 6 -> append(cache, any('s'), "+" + number);
      case 7, 8 -> push(cache, any('l'), random.nextBoolean(), number);
      case 9 -> popLeft(cache, any('l'));
      case 10 -> rotate(cache, any('l'), any('l'));
      case 11 -> delete(cache, List.of(any('s'), any('l'), any('h')));
      case 12 -> rename(cache, "slh".charAt(random.nextInt(3)));
      case 13 -> copy(cache, "slh".charAt(random.nextInt(3)));
      case 14 -> expireAt(cache, any("slh".charAt(random.nextInt(3))), FAR + number);
      case 15 -> persist(cache, any('s'));
      case 16 -> mortal(cache, any('t'), number, nowMillis + random.nextInt(1, 2000));
      case 17 -> random.nextBoolean() ? get(cache, any('s')) : items(cache, any('l'));
      default -> random.nextInt(10) == 0 ? clear() : takeOut(cache, any('s'));
    };
  }

  private Request sequence(long number) {
    String key = sequenceKey(client);
    return set("", key, Long.toString(number));
  }

  static Request set(String cache, String key, String value) {
    return Request.write(
        cache, List.of("SET", key, value), all -> all.set(new Holdings.Key(cache, key), value, 0));
  }

  /** Three keys at once, most likely of different shards. */
  private Request setAll(String cache, long number) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      pairs.add(name('s', i));
      pairs.add("m" + number);
    }
    return setAll(cache, pairs);
  }

  static Request setAll(String cache, List<String> pairs) {
    List<String> words = new ArrayList<>(List.of("MSET"));
    words.addAll(pairs);
    return Request.write(cache, words, all -> all.setAll(cache, pairs));
  }

  private static Request increment(String cache, String key) {
    return Request.write(
        cache, List.of("INCR", key), all -> all.increment(new Holdings.Key(cache, key)));
  }

  private static Request append(String cache, String key, String more) {
    return Request.write(
        cache, List.of("APPEND", key, more), all -> all.append(new Holdings.Key(cache, key), more));
  }

  private Request push(String cache, String key, boolean left, long number) {
    List<String> items = new ArrayList<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      items.add(number + "." + i);
    }
    List<String> words = new ArrayList<>(List.of(left ? "LPUSH" : "RPUSH", key));
    words.addAll(items);
    return Request.write(cache, words, all -> all.push(new Holdings.Key(cache, key), left, items));
  }

  private Request setFields(String cache, String key, long number) {
    List<String> pairs = new ArrayList<>();
    boolean many = random.nextInt(30) == 0;
    for (int i = many ? MANY_FIELDS : random.nextInt(1, 4); i > 0; i--) {
      pairs.add("f" + (many ? i : random.nextInt(FIELDS)));
      pairs.add(number + "." + i);
    }
    List<String> words = new ArrayList<>(List.of("HSET", key));
    words.addAll(pairs);
    return Request.write(cache, words, all -> all.setFields(new Holdings.Key(cache, key), pairs));
  }

  private Request removeFields(String cache, String key) {
    List<String> fields = new ArrayList<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      fields.add("f" + random.nextInt(random.nextBoolean() ? FIELDS : MANY_FIELDS));
    }
    List<String> words = new ArrayList<>(List.of("HDEL", key));
    words.addAll(fields);
    return Request.write(
        cache, words, all -> all.removeFields(new Holdings.Key(cache, key), fields));
  }

  private static Request incrementField(String cache, String key) {
    return Request.write(
        cache,
        List.of("HINCRBY", key, "n", "1"),
        all -> all.incrementField(new Holdings.Key(cache, key), "n"));
  }

  private static Request popLeft(String cache, String key) {
    return Request.write(
        cache, List.of("LPOP", key), all -> all.popLeft(new Holdings.Key(cache, key)));
  }

  private static Request rotate(String cache, String from, String to) {
    return Request.write(
        cache,
        List.of("LMOVE", from, to, "LEFT", "RIGHT"),
        all -> all.rotate(new Holdings.Key(cache, from), new Holdings.Key(cache, to)));
  }

  private static Request delete(String cache, List<String> keys) {
    List<String> words = new ArrayList<>(List.of("DEL"));
    words.addAll(keys);
    List<Holdings.Key> all = keys.stream().map(key -> new Holdings.Key(cache, key)).toList();
    return Request.write(cache, words, holdings -> holdings.delete(all));
  }

  private Request rename(String cache, char kind) {
    int from = random.nextInt(KEYS);
    String source = name(kind, from);
    String target = name(kind, (from + 1) % KEYS);
    return Request.write(
        cache,
        List.of("RENAME", source, target),
        all -> all.rename(new Holdings.Key(cache, source), new Holdings.Key(cache, target)));
  }

  private Request copy(String cache, char kind) {
    int from = random.nextInt(KEYS);
    String source = name(kind, from);
    String target = name(kind, (from + 1) % KEYS);
    return Request.write(
        cache,
        List.of("COPY", source, target, "REPLACE"),
        all -> all.copy(new Holdings.Key(cache, source), new Holdings.Key(cache, target)));
  }

  private static Request expireAt(String cache, String key, long millis) {
    return Request.write(
        cache,
        List.of("PEXPIREAT", key, Long.toString(millis)),
        all -> all.expireAt(new Holdings.Key(cache, key), millis));
  }

  private static Request persist(String cache, String key) {
    return Request.write(
        cache, List.of("PERSIST", key), all -> all.persist(new Holdings.Key(cache, key)));
  }

  private static Request mortal(String cache, String key, long number, long millis) {
    String value = "t" + number;
    return Request.write(
        cache,
        List.of("SET", key, value, "PXAT", Long.toString(millis)),
        all -> all.set(new Holdings.Key(cache, key), value, millis));
  }

  private static Request takeOut(String cache, String key) {
    return Request.write(
        cache, List.of("GETDEL", key), all -> all.takeOut(new Holdings.Key(cache, key)));
  }

  private static Request get(String cache, String key) {
    return Request.read(cache, List.of("GET", key), all -> all.get(new Holdings.Key(cache, key)));
  }

  private static Request items(String cache, String key) {
    return Request.read(
        cache, List.of("LRANGE", key, "0", "-1"), all -> all.items(new Holdings.Key(cache, key)));
  }

  private Request clear() {
    String own = caches.getLast();
    String how = random.nextBoolean() ? "SYNC" : "ASYNC";
    return Request.write(own, List.of("FLUSHDB", how), all -> all.clear(own));
  }
}
