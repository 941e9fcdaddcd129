// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.store.KeyspaceLimit;
import io.radish.store.KeyspaceName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a backup file says of itself before its entries.
 *
 * @param cacheName the cache's name as the file spells it, which need not be a valid one
 * @param storeName the expiring store's name, or null
 * @param defaultTtlSeconds the expiring store's time-to-live; 0 for none
 * @param limit what the keyspace may take
 * @param timestamp the cut in local time, {@code YYYYMMDD_HHMMSS}
 * @param datetime the cut in local time, ISO
 * @param itemCount the number of entries the file claims; -1 where it claims none
 * @param formatVersion the version of the format; 0 for a file of the original
 * @param utc the cut; null in a file of the original
 * @param runId what the files of one run have in common, or null
 * @param runFiles the number of files of the run, if it covered everything; else 0
 */
public record BackupHeader(
    BackupType type,
    String cacheName,
    @Nullable String storeName,
    long defaultTtlSeconds,
    KeyspaceLimit limit,
    String timestamp,
    String datetime,
    long itemCount,
    int formatVersion,
    @Nullable Instant utc,
    @Nullable String runId,
    int runFiles) {
  /** The version of the format that this Radish writes. */
  public static final int FORMAT_VERSION = 1;

  /** Whether the file is the original's, which carries no checksum. */
  public boolean isOriginal() {
    return formatVersion == 0;
  }

  /** The keyspace's name as commands spell it: {@code default_store}, cache or cache:store. */
  public String label() {
    if (type == BackupType.DEFAULT_STORE) {
      return KeyspaceName.DEFAULT_LABEL;
    }
    return storeName == null ? cacheName : cacheName + ":" + storeName;
  }

  /**
   * The keyspace the file holds.
   *
   * @throws IllegalArgumentException with what is wrong, where the file's name for it is not valid
   */
  public KeyspaceName keyspace() {
    return switch (type) {
      case DEFAULT_STORE -> KeyspaceName.DEFAULT;
      case NAMED_CACHE -> KeyspaceName.ofCache(cacheName);
      case EXPIRING_STORE ->
          storeName == null
              ? KeyspaceName.parse(cacheName)
              : KeyspaceName.ofStore(cacheName, storeName);
    };
  }
}
