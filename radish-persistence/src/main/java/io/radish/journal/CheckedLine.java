// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An annotation line of {@code name=value} pairs, the last of which, {@code line}, is the CRC32C of
 * all before it. There is one way only to write each, so that no changed byte goes unnoticed.
 */
final class CheckedLine {
  /** No line is longer, its line end included; Redis reads annotations of up to 1,024 bytes. */
  static final int MAX_BYTES = Batch.LINE_ROOM;

  private static final String CHECK = " line=";
  private static final String END = "\r\n";
  private static final HexFormat HEX = HexFormat.of();
  private static final int ID_DIGITS = 16;
  private static final int CRC_DIGITS = 8;

  private final String text;
  private int at;
  private boolean bad;

  private CheckedLine(String text, int at) {
    this.text = text;
    this.at = at;
  }

  // ---- writing ----

  static String id(long id) {
    return HEX.toHexDigits(id);
  }

  static String crc(int crc) {
    return HEX.toHexDigits(crc);
  }

  /** The check sum of a line without its own. */
  static int check(String fields) {
    CRC32C crc = new CRC32C();
    crc.update(fields.getBytes(StandardCharsets.US_ASCII));
    return (int) crc.getValue();
  }

  /** The line with its check sum. */
  static byte[] encode(String fields) {
    return (fields + CHECK + crc(check(fields)) + END).getBytes(StandardCharsets.US_ASCII);
  }

  // ---- reading ----

  /**
   * The line that begins with {@code name}, if its check sum is right.
   *
   * @param bytes the line with its end
   */
  static @Nullable CheckedLine open(byte[] bytes, int from, int length, String name) {
    String line = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    int fields = line.length() - CHECK.length() - CRC_DIGITS - END.length();
    if (fields < name.length() || !line.startsWith(name)) {
      return null;
    }
    String text = line.substring(0, fields);
    return line.equals(text + CHECK + crc(check(text)) + END)
        ? new CheckedLine(text, name.length())
        : null;
  }

  /** The next field, a decimal number that is not negative. */
  long number(String name) {
    String value = value(name);
    if (!value.matches("0|[1-9][0-9]{0,18}")) {
      bad = true;
      return 0;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      // Nineteen digits, and too many all the same.
      bad = true;
      return 0;
    }
  }

  /** The next field, a check sum. */
  int crc(String name) {
    String value = value(name);
    return isHex(value, CRC_DIGITS) ? HexFormat.fromHexDigits(value) : 0;
  }

  /** The next field, a journal's id. */
  String id(String name) {
    String value = value(name);
    return isHex(value, ID_DIGITS) ? value : "";
  }

  private boolean isHex(String value, int digits) {
    boolean good = value.matches("[0-9a-f]{" + digits + "}");
    bad |= !good;
    return good;
  }

  private String value(String name) {
    String key = " " + name + "=";
    if (!text.startsWith(key, at)) {
      bad = true;
      return "";
    }
    int from = at + key.length();
    int space = text.indexOf(' ', from);
    at = space < 0 ? text.length() : space;
    return text.substring(from, at);
  }

  /** Whether all fields were there, and none besides. */
  boolean isGood() {
    return !bad && at == text.length();
  }
}
