// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Makes requests that copy, move, sort, dump, restore and look at keys.
 *
 * <p>What a real server leaves open is not asked for: numbers too large for {@code SORT}, after
 * which Redis refuses right ones too, and the order of what sorts the same.
 */
final class GenericGenerator {
  private static final int REMEMBERED = 30;

  /** A list of numbers that nothing else writes to. */
  private static final String NUMERIC = "numbers";

  private final Random random;
  private final String[] keys;
  private final List<String> payloads = new ArrayList<>();

  GenericGenerator(Random random, String[] keys) {
    this.random = random;
    this.keys = keys;
  }

  /** Keeps a payload to be restored, and once in a while a broken one. */
  void dumped(byte[] payload) {
    if (payloads.size() == REMEMBERED) {
      payloads.remove(random.nextInt(REMEMBERED));
    }
    payloads.add(new String(payload, ISO_8859_1));
  }

  void add(Consumer<String> to) {
    switch (random.nextInt(21)) {
      case 0, 1, 2 -> add(to, pick("RENAME", "RENAMENX"), key(), key());
      case 3, 4 -> copy(to);
      case 5, 6 -> add(to, "MOVE", key(), database());
      case 7 -> add(to, "SWAPDB", swapped(), swapped());
      case 8, 9 -> add(to, "OBJECT", pick("ENCODING", "IDLETIME", "FREQ", "REFCOUNT"), stringKey());
      case 10, 11, 12 -> add(to, "DUMP", key());
      case 13, 14 -> restore(to);
      case 15 -> lcs(to);
      case 16, 17, 18 -> sort(to);
      case 19 -> channels(to);
      default -> add(to, "MEMORY", "USAGE", key());
    }
  }

  /** Channels that nobody listens to: what they answer does not depend on other clients. */
  private void channels(Consumer<String> to) {
    switch (random.nextInt(5)) {
      case 0 -> add(to, pick("PUBLISH", "SPUBLISH"), key(), "message");
      case 1 -> add(to, "PUBSUB", pick("NUMSUB", "SHARDNUMSUB"), key(), key());
      case 2 -> add(to, "PUBSUB", pick("CHANNELS", "SHARDCHANNELS", "NUMPAT"));
      case 3 -> add(to, "PUBSUB", pick("CHANNELS", "NUMPAT", "NUMSUB", "bogus"), "*", "a");
      default -> add(to, pick("PUBLISH", "PUBSUB", "SUBSCRIBE", "PSUBSCRIBE"));
    }
  }

  private void copy(Consumer<String> to) {
    add(to, "COPY", key(), key());
    for (int i = random.nextInt(3); i > 0; i--) {
      switch (random.nextInt(5)) {
        case 0 -> add(to, pick("", "bogus", "repl"));
        case 1, 2 -> add(to, anyCase("DB"), database());
        default -> add(to, anyCase("REPLACE"));
      }
    }
    if (random.nextInt(20) == 0) {
      add(to, "DB");
    }
  }

  /** A name would be one of a cache here, and nothing there. */
  private String database() {
    return random.nextInt(8) == 0 ? pick("16", "-1", "2147483648", "-2147483649") : pick("0", "3");
  }

  private String swapped() {
    return random.nextInt(8) == 0 ? pick("16", "-1", "2147483648", "x y", "") : pick("0", "3");
  }

  private void restore(Consumer<String> to) {
    String payload = payloads.isEmpty() ? "" : payloads.get(random.nextInt(payloads.size()));
    if (random.nextInt(10) == 0) {
      payload = broken(payload);
    }
    add(to, "RESTORE", key(), random.nextInt(3) > 0 ? "0" : pick("9000000", "-1", "x"), payload);
    for (int i = random.nextInt(3); i > 0; i--) {
      switch (random.nextInt(6)) {
        case 0 -> add(to, anyCase("IDLETIME"), pick("0", "100", "-1", "x"));
        case 1 -> add(to, anyCase("FREQ"), pick("0", "255", "256", "-1", "x"));
        case 2 -> add(to, pick("bogus", "FREQ", "IDLETIME"));
        default -> add(to, anyCase("REPLACE"));
      }
    }
  }

  /** Broken so that the checksum tells. */
  private String broken(String payload) {
    int at = payload.isEmpty() ? 0 : random.nextInt(payload.length());
    return random.nextBoolean() || payload.isEmpty()
        ? payload.substring(0, at)
        : payload.substring(0, at) + (char) (payload.charAt(at) ^ 1) + payload.substring(at + 1);
  }

  private void lcs(Consumer<String> to) {
    add(to, "LCS", pick("a", "b", "n1", "n2", "c"), pick("a", "b", "n1", "n2", "d"));
    for (int i = random.nextInt(4); i > 0; i--) {
      switch (random.nextInt(5)) {
        case 0 -> add(to, anyCase("LEN"));
        case 1 -> add(to, anyCase("MINMATCHLEN"), pick("0", "1", "2", "-1", "x"));
        case 2 -> add(to, anyCase("WITHMATCHLEN"));
        case 3 -> add(to, pick("bogus", "MINMATCHLEN"));
        default -> add(to, anyCase("IDX"));
      }
    }
  }

  /**
   * Three sorts of it: unsorted; by text, where servers may disagree on what sorts the same; and
   * stored, where they do not.
   */
  private void sort(Consumer<String> to) {
    if (random.nextInt(2) == 0) {
      sortNumbers(to);
      return;
    }
    int way = random.nextInt(3);
    boolean readOnly = way < 2 && random.nextInt(3) == 0;
    add(to, readOnly ? "SORT_RO" : "SORT", pick("list1", "list2", "list3", "a", "missing"));
    if (way == 0) {
      add(to, anyCase("BY"), pick("nosort", "", "x"));
    } else if (way == 2 || random.nextBoolean()) {
      add(to, anyCase("ALPHA"));
    }
    for (int i = random.nextInt(5); i > 0; i--) {
      sortOption(to, way != 1);
    }
    if (way == 2) {
      add(to, anyCase("STORE"), pick("list3", "f", "list1"));
    }
  }

  /**
   * A list of numbers by itself, so that the order of what sorts the same does not show: such
   * numbers are written the same. Now and then a word that is no number is among them.
   */
  private void sortNumbers(Consumer<String> to) {
    if (random.nextInt(3) == 0) {
      add(to, "RPUSH", NUMERIC);
      for (int i = 1 + random.nextInt(5); i > 0; i--) {
        add(to, random.nextInt(100) == 0 ? "word" : number());
      }
      return;
    }
    boolean readOnly = random.nextInt(3) == 0;
    add(to, readOnly ? "SORT_RO" : "SORT", NUMERIC);
    for (int i = random.nextInt(4); i > 0; i--) {
      sortOption(to, true);
    }
    if (!readOnly && random.nextInt(3) == 0) {
      add(to, anyCase("STORE"), pick("list3", "f", NUMERIC));
    }
  }

  private String number() {
    int whole = random.nextInt(2_000) - 1_000;
    return random.nextBoolean() ? Integer.toString(whole) : whole + "." + (1 + random.nextInt(9));
  }

  private void sortOption(Consumer<String> to, boolean limits) {
    switch (random.nextInt(7)) {
      case 0 -> add(to, anyCase("ASC"));
      case 1, 2 -> add(to, anyCase("DESC"));
      case 3 -> add(to, anyCase("GET"), pick("#", "n*", "*", "k->f", "*->f", "", "list*"));
      case 4 -> add(to, random.nextInt(4) == 0 ? pick("bogus", "by", "get") : "ASC");
      default -> {
        if (limits) {
          add(to, anyCase("LIMIT"), pick("0", "1", "-1", "5"), pick("0", "3", "-1"));
        }
      }
    }
  }

  private static void add(Consumer<String> to, String... words) {
    for (String word : words) {
      to.accept(word);
    }
  }

  private String key() {
    return keys[random.nextInt(keys.length)];
  }

  /** A key that holds no list, whose encoding another version of Redis gives another name. */
  private String stringKey() {
    return pick("n1", "n2", "a", "b", "c", "d");
  }

  private String anyCase(String word) {
    return random.nextInt(3) == 0 ? word.toLowerCase(Locale.ROOT) : word;
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }
}
