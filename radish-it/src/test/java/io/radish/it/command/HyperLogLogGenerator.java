// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Makes requests of HyperLogLogs, sparse ones, dense ones and strings that are none.
 *
 * <p>Registers are not spoilt by other commands, but for the header: a real server may end itself
 * over broken ones.
 */
final class HyperLogLogGenerator {
  private final Random random;
  private final String[] keys;

  HyperLogLogGenerator(Random random, String[] keys) {
    this.random = random;
    this.keys = keys;
  }

  void add(Consumer<String> to) {
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3, 4 -> elements(to);
      case 5, 6, 7 -> add(to, "PFCOUNT", key());
      case 8, 9 -> many(to, "PFCOUNT");
      case 10, 11 -> many(to, "PFMERGE");
      case 12 -> debug(to);
      case 13 -> add(to, pick("DEL", "GET", "DUMP"), key());
      case 14 -> add(to, "OBJECT", "ENCODING", key());
      default -> header(to);
    }
  }

  private void elements(Consumer<String> to) {
    add(to, "PFADD", key());
    // Now and then so many that the registers get dense.
    int most = random.nextInt(12) == 0 ? 1_500 : 8;
    for (int i = random.nextInt(most); i > 0; i--) {
      add(to, element());
    }
  }

  /** Short ones that come again, and long ones of every length. */
  private String element() {
    return random.nextInt(3) > 0
        ? Integer.toString(random.nextInt(5_000))
        : "e".repeat(random.nextInt(20)) + (char) random.nextInt(256) + random.nextInt();
  }

  private void many(Consumer<String> to, String name) {
    add(to, name);
    for (int i = random.nextInt(5); i > 0; i--) {
      add(to, key());
    }
  }

  private void debug(Consumer<String> to) {
    if (random.nextInt(8) == 0) {
      add(to, "PFSELFTEST");
    } else {
      String subcommand =
          pick("ENCODING", "DECODE", "DECODE", "ENCODING", "GETREG", "TODENSE", "?");
      add(to, "PFDEBUG", anyCase(subcommand), key());
    }
  }

  /** Another last estimate, one out of date, or another beginning. */
  private void header(Consumer<String> to) {
    if (random.nextInt(10) == 0) {
      add(to, "SETRANGE", key(), "0", pick("HYLL", "hyll"));
    } else {
      add(to, "SETRANGE", key(), "15", pick("\0", "\200", "\1"));
    }
  }

  private String key() {
    return random.nextInt(12) == 0
        ? keys[random.nextInt(keys.length)]
        : pick("hll1", "hll2", "hll3", "hll4", "hll5", "hll6");
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
