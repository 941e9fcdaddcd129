// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

/** A number of bytes as people write it: {@code 100}, {@code 1k} (1000), {@code 1kb} (1024). */
final class MemorySize {
  private static final String UNITS = "kmg";

  private MemorySize() {}

  /** The bytes that a text in lower case says; -1 where it says none. */
  static long parse(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    String unit = text.substring(digits);
    boolean binary = unit.length() == 2 && unit.endsWith("b");
    int power = unit.isEmpty() || unit.equals("b") ? 0 : UNITS.indexOf(unit.charAt(0)) + 1;
    boolean known = unit.length() <= 1 || binary;
    if (!known || (power == 0 && !unit.isEmpty() && !unit.equals("b"))) {
      return -1;
    }
    try {
      long bytes = Long.parseLong(text.substring(0, digits));
      for (int i = 0; i < power; i++) {
        bytes = Math.multiplyExact(bytes, binary ? 1024L : 1000L);
      }
      return bytes;
    } catch (ArithmeticException | NumberFormatException e) {
      return -1;
    }
  }
}
