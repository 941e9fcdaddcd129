// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A key as people and programs read it: as text where it is; otherwise for people with escapes, and
 * for programs in base64, as backups have it.
 */
final class KeyText {
  private static final String BASE64 = "$base64:";
  private static final String PARTS = "$parts:";

  private final byte[] key;

  KeyText(byte[] key) {
    this.key = key;
  }

  /** The key that somebody typed. */
  static byte[] parse(String typed) throws CliException {
    if (!typed.startsWith(BASE64)) {
      return typed.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(typed.substring(BASE64.length()));
    } catch (IllegalArgumentException e) {
      throw new CliException("'" + typed + "' is no base64: " + e.getMessage(), e);
    }
  }

  /** The key as the name of an entry in a backup, from which {@link #parse} makes it again. */
  String forPrograms() {
    return text()
        .filter(text -> !text.startsWith(BASE64) && !text.startsWith(PARTS))
        .orElseGet(() -> BASE64 + Base64.getEncoder().encodeToString(key));
  }

  /** The key for people; what is not text stands in quotes, every odd byte as {@code \xff}. */
  String forPeople() {
    return text().orElseGet(this::escaped);
  }

  private Optional<String> text() {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private String escaped() {
    StringBuilder text = new StringBuilder("\"");
    for (byte b : key) {
      if (b == '"' || b == '\\') {
        text.append('\\').append((char) b);
      } else if (b >= ' ' && b < 0x7f) {
        text.append((char) b);
      } else {
        text.append(String.format("\\x%02x", b & 0xff));
      }
    }
    return text.append('"').toString();
  }
}
