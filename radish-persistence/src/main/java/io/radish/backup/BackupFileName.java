// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.store.KeyspaceName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of backup files: {@code default_store_<ts>.json}, {@code cache_<name>_<ts>.json} and {@code
 * store_<cache>.<store>_<ts>.json}, for people and their globs.
 *
 * <p>No program takes a keyspace's name from one: the file's content has it. ASCII letters, digits,
 * {@code _}, {@code -} and {@code .} stand for themselves, every other byte is percent-encoded,
 * because a system somewhere refuses it, changes it or gives it a meaning. The {@code .} between
 * cache and store is the only one in a store's file.
 */
public final class BackupFileName {
  /**
   * The most bytes of the name before the timestamp: file systems take 255, and timestamp, number
   * and suffix need some of them.
   */
  static final int MAX_STEM_BYTES = 200;

  private static final int HASH_BYTES = 8;
  private static final String SAFE =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  private static final Pattern PATTERN =
      Pattern.compile(
          "(?:default_store|cache_.+|store_.+)_(\\d{8}_\\d{6})(?:_\\d{3,})?\\.json(?:\\.zst)?");
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd_HHmmss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private BackupFileName() {}

  /**
   * The name of a keyspace's file.
   *
   * @param timestamp the cut in local time, {@code YYYYMMDD_HHMMSS}
   * @param ordinal 1 for the first of that name; the further ones get {@code _002} and so on
   */
  public static String of(
      KeyspaceName keyspace, String timestamp, int ordinal, Compression compression) {
    String number = ordinal == 1 ? "" : String.format(Locale.ROOT, "_%03d", ordinal);
    return fit(stem(keyspace)) + '_' + timestamp + number + compression.suffix();
  }

  /** The local time in a backup file's name; empty where it is not named like one. */
  public static Optional<LocalDateTime> timestampIn(String fileName) {
    Matcher matcher = PATTERN.matcher(fileName);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDateTime.parse(matcher.group(1), TIMESTAMP));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** What stands before the timestamp in a backup's file name; all of it, in a name of none. */
  static String stemOf(String fileName) {
    Matcher matcher = PATTERN.matcher(fileName);
    return matcher.matches() ? fileName.substring(0, matcher.start(1) - 1) : fileName;
  }

  private static String stem(KeyspaceName keyspace) {
    if (keyspace.isDefault()) {
      return KeyspaceName.DEFAULT_LABEL;
    }
    if (keyspace.isCache()) {
      return "cache_" + encode(keyspace.cache(), true);
    }
    String store = Objects.requireNonNull(keyspace.store());
    return "store_" + encode(keyspace.cache(), false) + '.' + encode(store, false);
  }

  private static String encode(String name, boolean dots) {
    StringBuilder encoded = new StringBuilder(name.length());
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean safe = SAFE.indexOf(c) >= 0 || (dots && c == '.');
      if (safe) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  /** Cuts a stem that is too long and ends it with a hash of the whole. */
  private static String fit(String stem) {
    if (stem.length() <= MAX_STEM_BYTES) {
      return stem;
    }
    int end = MAX_STEM_BYTES - 1 - 2 * HASH_BYTES;
    int percent = stem.lastIndexOf('%', end);
    if (percent > end - 3) {
      end = percent;
    }
    return stem.substring(0, end) + '-' + hash(stem);
  }

  private static String hash(String stem) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(stem.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
