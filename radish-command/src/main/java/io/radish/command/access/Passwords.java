// SPDX-License-Identifier: Apache-2.0
package io.radish.command.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/** Passwords as they are kept: SHA-256 in lower-case hexadecimal digits. */
final class Passwords {
  private static final int DIGITS = 64;

  private Passwords() {}

  static String hash(byte[] password) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(password));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static boolean isHash(String text) {
    return text.length() == DIGITS
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  /** Whether a hash is one of {@code right}; each is compared, in constant time. */
  static boolean isAny(Collection<String> right, String hash) {
    byte[] given = hash.getBytes(StandardCharsets.US_ASCII);
    boolean found = false;
    for (String each : right) {
      found |= MessageDigest.isEqual(each.getBytes(StandardCharsets.US_ASCII), given);
    }
    return found;
  }
}
