// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.backup.BackupEntry;
import io.radish.backup.BackupInfo;
import io.radish.backup.BackupListing;
import io.radish.backup.PersistenceHandler;
import io.radish.backup.Removal;
import io.radish.backup.RetentionPolicy;
import io.radish.backup.diff.BackupDiff;
import io.radish.backup.diff.Difference;
import io.radish.backup.format.BackupFormatException;
import io.radish.backup.format.BackupHeader;
import io.radish.backup.format.BackupReader;
import io.radish.disk.FolderInUseException;
import io.radish.disk.FolderLock;
import io.radish.store.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** The backups in a folder, with no server. */
final class FolderBackups implements BackupPlace {
  /** Differences printed at once; a further reading of both files shows the next. */
  private static final int ROWS_AT_ONCE = 20_000;

  /** Which part of the heap those may take. */
  private static final int HEAP_PART = 8;

  private final Path folder;

  /** Empty, because nothing is restored into it: the handler wants one. */
  private final Store store = Store.builder().shards(1).build();

  private final PersistenceHandler persistence;

  FolderBackups(Path folder) throws CliException {
    if (!Files.isDirectory(folder)) {
      store.close();
      throw new CliException("there is no folder " + folder);
    }
    this.folder = folder;
    this.persistence = PersistenceHandler.builder(store).folder(folder).build();
  }

  @Override
  public List<Item> list(@Nullable String cache) throws CliException {
    try {
      List<BackupInfo> backups =
          cache == null ? persistence.listBackups() : persistence.listBackups(cache);
      return backups.stream()
          .map(
              backup ->
                  new Item(
                      backup.filename(),
                      backup.cache(),
                      backup.size(),
                      backup.items(),
                      backup.modified()))
          .toList();
    } catch (IOException e) {
      throw failure("list the backups in " + folder, e);
    }
  }

  @Override
  public SequencedMap<String, Object> show(String file) throws CliException {
    Path path = find(file);
    try (BackupReader reader = BackupReader.open(path, BackupReader.Trust.UNVERIFIED)) {
      BackupHeader header = reader.header();
      SequencedMap<String, Object> facts = new LinkedHashMap<>();
      facts.put("file", file);
      facts.put("cache", header.label());
      facts.put("type", header.type().toString().toLowerCase(Locale.ROOT));
      facts.put("size", Files.size(path));
      facts.put("items", header.itemCount());
      facts.put("datetime", header.datetime());
      if (header.utc() != null) {
        facts.put("utc", header.utc().toString());
      }
      if (header.defaultTtlSeconds() > 0) {
        facts.put("default_ttl_seconds", header.defaultTtlSeconds());
      }
      facts.put("format_version", (long) header.formatVersion());
      if (header.runId() != null) {
        facts.put("run_id", header.runId());
        facts.put("run_files", (long) header.runFiles());
      }
      String problem = verify(file);
      facts.put("verified", problem == null ? "yes" : problem);
      return facts;
    } catch (IOException e) {
      throw failure("read " + file, e);
    }
  }

  @Override
  public @Nullable String verify(String file) throws CliException {
    Path path = find(file);
    try {
      persistence.verify(path);
      return null;
    } catch (BackupFormatException e) {
      return e.getMessage();
    } catch (IOException e) {
      throw failure("read " + file, e);
    }
  }

  @Override
  public boolean diff(String first, String second, boolean unverified, DiffReader reader)
      throws CliException {
    if (second.equals(ServerBackups.NOW)) {
      throw new CliException("now is what a server holds, and there is none without --dir");
    }
    Path one = find(first);
    Path other = find(second);
    try (BackupDiff diff = persistence.diff(one, other, trust(unverified))) {
      BackupDiff.Counts counts = diff.counts();
      reader.begin(
          new DiffReader.Head(
              first,
              diff.firstHeader().label(),
              second,
              diff.secondHeader().label(),
              counts.added(),
              counts.removed(),
              counts.changed(),
              counts.same()));
      long shown = 0;
      BackupDiff.Slice slice;
      do {
        slice = diff.next(ROWS_AT_ONCE, Runtime.getRuntime().maxMemory() / HEAP_PART);
        reader.rows(slice.differences().stream().map(FolderBackups::row).toList());
        shown += slice.differences().size();
      } while (!slice.isLast());
      reader.end(shown);
      return counts.different() > 0;
    } catch (IOException e) {
      throw failure("compare " + first + " with " + second, e);
    }
  }

  private static DiffReader.Row row(Difference difference) {
    Difference.Shown before = difference.before();
    Difference.Shown after = difference.after();
    return new DiffReader.Row(
        difference.change().label(),
        new KeyText(difference.key()),
        String.join(",", difference.changed()),
        before == null ? null : before.json(),
        after == null ? null : after.json());
  }

  private static BackupReader.Trust trust(boolean unverified) {
    return unverified ? BackupReader.Trust.UNVERIFIED : BackupReader.Trust.VERIFIED;
  }

  @Override
  public boolean get(String file, byte[] key, boolean raw, boolean unverified, OutputStream target)
      throws CliException {
    Path path = find(file);
    try {
      Optional<BackupEntry> found = persistence.find(path, key, unverified);
      if (found.isEmpty()) {
        return false;
      }
      try (BackupEntry entry = found.get()) {
        if (raw) {
          entry.writeRaw(target);
        } else {
          entry.writeJson(target);
        }
      }
      return true;
    } catch (IOException e) {
      throw failure("read " + file, e);
    }
  }

  @Override
  public long cleanUp(Wish wish) throws CliException {
    try (FolderLock lock = FolderLock.acquire("backup folder", folder)) {
      Objects.requireNonNull(lock);
      return wish.days() != null
          ? persistence.cleanupOldBackups(wish.days())
          : persistence.applyRetention(policy(wish)).deleted();
    } catch (FolderInUseException e) {
      throw new CliException(e.getMessage() + "; let that one clean up, without --dir", e);
    } catch (IOException e) {
      throw failure("clean up " + folder, e);
    }
  }

  @Override
  public List<Doomed> preview(Wish wish) throws CliException {
    try {
      List<Removal> removals =
          wish.days() != null
              ? persistence.previewCleanup(wish.days())
              : persistence.previewRetention(policy(wish));
      return removals.stream()
          .map(
              removal ->
                  new Doomed(
                      removal.backup().filename(),
                      removal.backup().cache(),
                      removal.backup().size(),
                      removal.reason().toString()))
          .toList();
    } catch (IOException e) {
      throw failure("list the backups in " + folder, e);
    }
  }

  private RetentionPolicy policy(Wish wish) throws CliException {
    try {
      return wish.policy() == null
          ? persistence.retention().policy()
          : RetentionPolicy.parse(wish.policy());
    } catch (IllegalArgumentException e) {
      throw new CliException("invalid policy: " + e.getMessage(), e);
    }
  }

  /** What the files say; how runs went, only a server knows. */
  @Override
  public SequencedMap<String, Object> status() throws CliException {
    try {
      BackupListing listing = persistence.listing();
      List<BackupInfo> backups = listing.backups();
      SequencedMap<String, Object> status = new LinkedHashMap<>();
      status.put("folder", folder.toString());
      status.put("newest", backups.isEmpty() ? "" : backups.getFirst().taken().toString());
      status.put("files", (long) backups.size());
      status.put("bytes", backups.stream().mapToLong(BackupInfo::size).sum());
      status.put("unreadable_files", (long) listing.unreadable().size());
      return status;
    } catch (IOException e) {
      throw failure("list the backups in " + folder, e);
    }
  }

  private Path find(String file) throws CliException {
    try {
      return persistence.resolve(file);
    } catch (NoSuchFileException e) {
      throw new CliException("there is no backup '" + file + "' in " + folder, e);
    } catch (IOException | IllegalArgumentException e) {
      throw failure("find " + file, e);
    }
  }

  private static CliException failure(String what, Exception cause) {
    return new CliException("cannot " + what + ": " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    persistence.close();
    store.close();
  }
}
