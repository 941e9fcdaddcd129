// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.backup.format.BackupContent;
import io.radish.backup.format.BackupFormatException;
import io.radish.backup.format.BackupHeader;
import io.radish.backup.format.BackupReader;
import io.radish.backup.format.BackupType;
import io.radish.snapshot.ChosenEntries;
import io.radish.snapshot.EntrySink;
import io.radish.snapshot.KeyspaceLoad;
import io.radish.snapshot.Snapshots;
import io.radish.store.KeyspaceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings backup files back into the store.
 *
 * <p>A replacing restore fills a keyspace out of sight and swaps it in when the last byte of the
 * file has proved good. A merging one reads the file twice: once to verify it, then to apply it.
 */
final class Restorer {
  private static final Logger LOG = LoggerFactory.getLogger(Restorer.class);

  private final Snapshots store;
  private final Clock clock;
  private final RestoreRoom room;

  /** What keeps the files of replacing restores. */
  private volatile RestoreKeeper keeper;

  Restorer(Snapshots store, Clock clock, RestoreKeeper keeper) {
    this.store = store;
    this.clock = clock;
    this.room = new RestoreRoom(store);
    this.keeper = keeper;
  }

  /** A file read and verified, but not in its place yet. */
  record Loaded(KeyspaceLoad load, RestoreResult result) {}

  RestoreResult restore(Path file, RestoreOptions options) throws IOException {
    RestoreResult result;
    if (options.merge()) {
      result = merge(file, options);
    } else {
      result = replace(file, options);
    }
    for (String warning : result.warnings()) {
      LOG.warn("{} restored unverified: {}", result.filename(), warning);
    }
    LOG.info(
        "Restored {} from {}: {} items of {}, {} expired",
        result.cache(),
        result.filename(),
        result.items(),
        result.itemsInFile(),
        result.expired());
    return result;
  }

  /** Exchanges what keeps the files of replacing restores. */
  void setKeeper(RestoreKeeper other) {
    keeper = other;
  }

  /** Before anything else, since it is a refusal like any other where the file is no backup. */
  private void checkRoom(Path file, RestoreOptions options) throws IOException {
    BackupReader.Trust trust = trust(options.unverified());
    KeyspaceName target;
    try (BackupReader reader = BackupReader.open(file, trust)) {
      target = target(reader, options);
    }
    room.check(file, target, trust, options.keys(), clock.instant());
  }

  private RestoreResult replace(Path file, RestoreOptions options) throws IOException {
    if (Files.isDirectory(file)) {
      throw new BackupFormatException(file, 0, "a folder, not a backup file");
    }
    if (store.isLimited()) {
      checkRoom(file, options);
    }
    Instant now = clock.instant();
    try (RestoreKeeper.Kept kept = keeper.keep(file, options.unverified(), now)) {
      Loaded loaded =
          load(
              BackupReader.open(file, kept.open(), trust(options.unverified())),
              options,
              file,
              now);
      try (KeyspaceLoad load = loaded.load()) {
        // First, so that what a journal names is there even where the commit breaks off behind it.
        kept.committed();
        load.commit(kept.source());
      }
      return loaded.result();
    }
  }

  /** Fills a keyspace from a file, for the caller to commit or to close. */
  Loaded load(Path file, RestoreOptions options) throws IOException {
    return load(
        BackupReader.open(file, trust(options.unverified())), options, file, clock.instant());
  }

  private Loaded load(BackupReader opened, RestoreOptions options, Path file, Instant now)
      throws IOException {
    try (BackupReader reader = opened) {
      KeyspaceName target = target(reader, options);
      KeyspaceLoad load =
          store.load(target, ttlSeconds(reader.header(), target), now.toEpochMilli());
      try {
        load.proposeLimit(reader.header().limit());
        load.expect(reader.expectedItems());
        BackupContent content;
        try (EntrySink sink = load.sink()) {
          content = reader.read(sink, now);
        }
        if (load.itemCount() + load.expiredCount() != content.items()) {
          // A key may have come twice: this tells.
          reader.verify(now);
        }
        return new Loaded(
            load, result(file, target, load.itemCount(), load.expiredCount(), content));
      } catch (IOException | RuntimeException | Error e) {
        load.close();
        throw e;
      }
    }
  }

  private RestoreResult merge(Path file, RestoreOptions options) throws IOException {
    if (store.isLimited()) {
      checkRoom(file, options);
    }
    try (BackupReader reader = BackupReader.open(file, trust(options.unverified()))) {
      KeyspaceName target = target(reader, options);
      Instant now = clock.instant();
      reader.verify(now);
      try (EntrySink sink = store.merge(target, ttlSeconds(reader.header(), target))) {
        ChosenEntries chosen =
            new ChosenEntries(sink, options.keys().matcher(), now.toEpochMilli());
        BackupContent content = reader.read(chosen, now);
        return result(
            file,
            target,
            chosen.chosenCount() - chosen.expiredCount(),
            chosen.expiredCount(),
            content);
      }
    }
  }

  /** Reads and verifies a file without a store. */
  static BackupVerification verify(Path file, Clock clock) throws IOException {
    try (BackupReader reader = BackupReader.open(file, BackupReader.Trust.VERIFIED)) {
      BackupContent content = reader.verify(clock.instant());
      return new BackupVerification(
          nameOf(file),
          content.header().label(),
          content.items(),
          content.bytes(),
          !content.header().isOriginal());
    }
  }

  private static BackupReader.Trust trust(boolean unverified) {
    return unverified ? BackupReader.Trust.UNVERIFIED : BackupReader.Trust.VERIFIED;
  }

  private static KeyspaceName target(BackupReader reader, RestoreOptions options)
      throws IOException {
    String asName = options.asName();
    return asName == null ? reader.keyspace() : KeyspaceName.parse(asName);
  }

  /**
   * A store's file says its default time-to-live; that of a cache leaves a store the one it has.
   */
  private long ttlSeconds(BackupHeader header, KeyspaceName target) {
    if (!target.isStore()) {
      return 0;
    }
    return header.type() == BackupType.EXPIRING_STORE
        ? header.defaultTtlSeconds()
        : store.defaultTtlSeconds(target);
  }

  private static RestoreResult result(
      Path file, KeyspaceName target, long items, long expired, BackupContent content) {
    return new RestoreResult(
        target.toString(), nameOf(file), items, expired, content.items(), content.warnings(), null);
  }

  private static String nameOf(Path file) {
    return Objects.toString(file.getFileName());
  }
}
