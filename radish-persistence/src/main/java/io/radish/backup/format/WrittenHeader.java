// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import static io.radish.backup.format.WrittenText.ascii;

import io.radish.store.EvictionPolicy;
import io.radish.store.KeyspaceLimit;
import io.radish.store.Store;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads a header that is exactly as {@link BackupWriter} writes it. */
final class WrittenHeader {
  private static final byte[] BEGIN = ascii("{\n  \"type\": ");
  private static final byte[] CACHE_NAME = member("cache_name");
  private static final byte[] STORE_NAME = member("store_name");
  private static final byte[] DEFAULT_TTL = member("default_ttl_seconds");
  private static final byte[] NEXT = ascii(",\n  \"");
  private static final byte[] MAXMEMORY = ascii("maxmemory\": ");
  private static final byte[] POLICY = ascii("maxmemory_policy\": ");
  private static final byte[] TIMESTAMP = ascii("timestamp\": ");
  private static final byte[] DATETIME = member("datetime");
  private static final byte[] ITEM_COUNT = member("item_count");
  private static final byte[] COMMA = ascii(",");
  private static final byte[] FORMAT_VERSION = ascii("\n  \"format_version\": 1");
  private static final byte[] UTC = member("utc");
  private static final byte[] RUN_ID = member("run_id");
  private static final byte[] RUN_FILES = member("run_files");
  private static final byte[] DATA = member("data");
  private static final byte[] OPEN = ascii("{");

  private WrittenHeader() {}

  private static byte[] member(String name) {
    return ascii(",\n  \"" + name + "\": ");
  }

  /**
   * Reads the header, up to the brace that begins the entries.
   *
   * @throws Unfamiliar where it is not one as it is written
   */
  static BackupHeader read(WrittenText text) throws IOException {
    text.literal(BEGIN);
    BackupType type = BackupType.parse(text.shortString());
    text.literal(CACHE_NAME);
    String cacheName = text.shortString();
    String storeName = null;
    long ttlSeconds = 0;
    if (type == BackupType.EXPIRING_STORE) {
      text.literal(STORE_NAME);
      storeName = text.shortString();
      text.literal(DEFAULT_TTL);
      ttlSeconds = text.number();
    }
    KeyspaceLimit limit = limit(text);
    String timestamp = text.shortString();
    text.literal(DATETIME);
    String datetime = text.shortString();
    text.literal(ITEM_COUNT);
    long items = text.number();
    text.literal(COMMA);
    while (text.peek() == ' ') {
      text.skip();
    }
    text.literal(FORMAT_VERSION);
    text.literal(UTC);
    Instant utc = instant(text.shortString());
    text.literal(RUN_ID);
    String runId = text.shortString();
    text.literal(RUN_FILES);
    long runFiles = text.number();
    text.literal(DATA);
    text.literal(OPEN);
    if (type == null || isRefused(type, cacheName, ttlSeconds, runFiles)) {
      throw new Unfamiliar();
    }
    return new BackupHeader(
        type,
        cacheName,
        storeName,
        ttlSeconds,
        limit,
        timestamp,
        datetime,
        items,
        BackupHeader.FORMAT_VERSION,
        utc,
        runId,
        (int) runFiles);
  }

  /** Reads what there is of a limit, and the name of the member behind it. */
  private static KeyspaceLimit limit(WrittenText text) throws IOException {
    text.literal(NEXT);
    if (text.peek() == 't') {
      text.literal(TIMESTAMP);
      return KeyspaceLimit.NONE;
    }
    text.literal(MAXMEMORY);
    long bytes = text.number();
    EvictionPolicy policy = null;
    text.literal(NEXT);
    if (text.peek() == 'm') {
      text.literal(POLICY);
      policy = EvictionPolicy.parse(text.shortString());
      if (policy == null) {
        throw new Unfamiliar();
      }
      text.literal(NEXT);
    }
    text.literal(TIMESTAMP);
    return new KeyspaceLimit(bytes, policy);
  }

  private static boolean isRefused(
      BackupType type, String cacheName, long ttlSeconds, long runFiles) {
    return (type != BackupType.DEFAULT_STORE && cacheName.isEmpty())
        || ttlSeconds > Store.MAX_TTL_SECONDS
        || runFiles > Integer.MAX_VALUE;
  }

  private static @Nullable Instant instant(String text) throws Unfamiliar {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new Unfamiliar();
    }
  }
}
