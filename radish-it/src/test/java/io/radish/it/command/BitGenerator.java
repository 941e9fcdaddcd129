// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Makes requests that read and change strings bit by bit.
 *
 * <p>No string gets longer than some kilobytes, and no place within one is counted in numbers so
 * large that Redis' arithmetic runs over.
 */
final class BitGenerator {
  private static final String[] NUMBERS = {
    "0",
    "1",
    "-1",
    "2",
    "127",
    "128",
    "-128",
    "-129",
    "255",
    "256",
    "65535",
    "2147483647",
    "-2147483648",
    "4294967296",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808"
  };
  private static final String[] TYPES = {
    "u1", "i1", "u2", "i5", "u7", "u8", "i8", "u16", "i16", "u31", "i32", "i33", "u63", "i63",
    "i64", "u64", "i65", "u0", "i", "x8", "u08", "U8", "i8 ", ""
  };

  private final Random random;
  private final String[] keys;

  BitGenerator(Random random, String[] keys) {
    this.random = random;
    this.keys = keys;
  }

  void add(Consumer<String> to) {
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> add(to, "SETBIT", key(), offset(), bit());
      case 3 -> add(to, "GETBIT", key(), offset());
      case 4, 5 -> count(to);
      case 6, 7, 8 -> position(to);
      case 9, 10, 11 -> combine(to);
      default -> fields(to);
    }
  }

  private void count(Consumer<String> to) {
    add(to, "BITCOUNT", key());
    if (random.nextInt(4) > 0) {
      add(to, index());
      more(to);
    }
  }

  private void position(Consumer<String> to) {
    add(to, "BITPOS", key(), bit());
    if (random.nextInt(3) > 0) {
      add(to, index());
      more(to);
    }
  }

  /** The end of a range and its unit, and more than that at times. */
  private void more(Consumer<String> to) {
    if (random.nextInt(6) > 0) {
      add(to, index());
      for (int i = random.nextInt(10) == 0 ? 2 : random.nextInt(2); i > 0; i--) {
        add(to, random.nextInt(12) == 0 ? pick("", "bogus", "0") : anyCase(pick("BYTE", "BIT")));
      }
    }
  }

  private void combine(Consumer<String> to) {
    String operation = random.nextInt(20) == 0 ? "NAND" : pick("AND", "OR", "XOR", "NOT");
    add(to, "BITOP", anyCase(operation), key(), key());
    int sources = operation.equals("NOT") && random.nextInt(10) > 0 ? 0 : random.nextInt(4);
    for (int i = 0; i < sources; i++) {
      add(to, key());
    }
  }

  private void fields(Consumer<String> to) {
    boolean reads = random.nextInt(4) == 0;
    add(to, reads ? "BITFIELD_RO" : "BITFIELD", key());
    for (int i = random.nextInt(5); i > 0; i--) {
      switch (reads && random.nextInt(10) > 0 ? 0 : random.nextInt(6)) {
        case 0 -> add(to, anyCase("GET"), type(), place());
        case 1, 2 -> add(to, anyCase("SET"), type(), place(), number());
        case 3, 4 -> add(to, anyCase("INCRBY"), type(), place(), number());
        default ->
            add(
                to,
                anyCase("OVERFLOW"),
                random.nextInt(20) == 0 ? "NONE" : anyCase(pick("WRAP", "SAT", "FAIL")));
      }
    }
  }

  private String type() {
    return random.nextInt(40) == 0
        ? TYPES[random.nextInt(TYPES.length)]
        : TYPES[random.nextInt(15)];
  }

  private String place() {
    return switch (random.nextInt(12)) {
      case 0 -> pick("-1", "#", "#-1", "x", "4294967296", "#999999999999", "", "# 1");
      case 1, 2, 3 -> "#" + random.nextInt(40);
      default -> Integer.toString(random.nextInt(600));
    };
  }

  private String number() {
    return random.nextInt(3) == 0
        ? Long.toString(random.nextLong() >> random.nextInt(64))
        : pick(NUMBERS);
  }

  private String offset() {
    return switch (random.nextInt(16)) {
      case 0 -> pick("-1", "4294967296", "x", "", "9223372036854775807");
      case 1 -> Integer.toString(random.nextInt(100_000));
      default -> Integer.toString(random.nextInt(300));
    };
  }

  private String index() {
    return switch (random.nextInt(8)) {
      case 0 -> pick("x", "", "9223372036854775807", "-9223372036854775808", "1.0");
      case 1, 2, 3 -> "-" + random.nextInt(60);
      case 4 -> Integer.toString(random.nextInt(2_000));
      default -> Integer.toString(random.nextInt(60));
    };
  }

  private String bit() {
    return random.nextInt(20) == 0 ? pick("2", "-1", "x", "") : pick("0", "1");
  }

  private String key() {
    return random.nextInt(4) == 0
        ? keys[random.nextInt(keys.length)]
        : pick("bits1", "bits2", "bits3", "n1");
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
