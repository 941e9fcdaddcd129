// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The fields of one section of {@code INFO}, in order. */
final class InfoFields {
  private final Map<String, String> fields = new LinkedHashMap<>();
  private final Map<String, String> facts;

  /** Makes an empty section; {@code facts} is what the server knows for it. */
  InfoFields(Map<String, String> facts) {
    this.facts = facts;
  }

  void put(String name, long value) {
    fields.put(name, Long.toString(value));
  }

  void put(String name, String value) {
    fields.put(name, value);
  }

  /** Fields that are 0 because Radish has nothing that they could count. */
  void zero(String... names) {
    for (String name : names) {
      put(name, 0);
    }
  }

  /** Gives facts their usual places; those there are not stay away. */
  void facts(String... names) {
    for (String name : names) {
      String value = facts.get(name);
      if (value != null) {
        fields.put(name, value);
      }
    }
  }

  /** Lets all facts take the place of fields of the same name, and adds the others. */
  void allFacts() {
    fields.putAll(facts);
  }

  /** A number put before; 0 where there is none. */
  long number(String name) {
    return Long.parseLong(fields.getOrDefault(name, "0"));
  }

  /** A number of bytes, and beside it how people read it. */
  void bytes(String name, long value) {
    put(name, value);
    put(name + "_human", human(value));
  }

  Map<String, String> all() {
    return fields;
  }

  /** A number of bytes as Redis shows it to people: 1.50K, 3.20M. */
  static String human(long bytes) {
    if (bytes < 1024) {
      return bytes + "B";
    }
    double value = bytes;
    int unit = -1;
    do {
      value /= 1024;
      unit++;
    } while (value >= 1024 && unit < "KMGTP".length() - 1);
    return String.format(Locale.ROOT, "%.2f%c", value, "KMGTP".charAt(unit));
  }

  /** One number by another, with two decimals; 0.00 where there is nothing to divide by. */
  static String ratio(long of, long by) {
    return String.format(Locale.ROOT, "%.2f", by == 0 ? 0 : (double) of / by);
  }
}
