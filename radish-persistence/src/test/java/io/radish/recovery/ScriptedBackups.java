// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.backup.BackupInfo;
import io.radish.backup.BackupListing;
import io.radish.backup.BackupRun;
import io.radish.backup.Compression;
import io.radish.backup.HandlerParts;
import io.radish.backup.KeyspaceBackup;
import io.radish.backup.PersistenceHandler;
import io.radish.backup.RestoreOptions;
import io.radish.backup.RestoreResult;
import io.radish.disk.FileOps;
import io.radish.store.KeyspaceName;
import io.radish.store.ManualClock;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/**
 * The backups of a {@link LifeScript}: runs, clean-ups, restores of anything in the folder. It
 * remembers what was said to be on disk, and checks a folder against that.
 */
final class ScriptedBackups {
  /** What runs backed up: all keyspaces with their entries. */
  private record Run(boolean ok, Map<String, Map<String, String>> contents) {}

  private final Path folder;
  private final ManualClock clock;

  /** Full runs in their order, the one that begins the script's life first. */
  private final List<Run> runs = new ArrayList<>();

  /** The bytes of each file that was said to be on disk, and that no clean-up may have taken. */
  private final Map<String, byte[]> promised = new HashMap<>();

  /** The caches of which there has been a backup. */
  private final Set<String> backedUp = new HashSet<>();

  ScriptedBackups(Path folder, ManualClock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  private PersistenceHandler open(Store store, FileOps disk, Durability durability)
      throws IOException {
    PersistenceHandler handler =
        HandlerParts.on(PersistenceHandler.builder(store), disk, clock::advance)
            .folder(folder)
            .clock(clock)
            .zone(ZoneOffset.UTC)
            .interval(Duration.ZERO)
            .random(new Random(runs.size()))
            .compression(runs.size() % 3 == 2 ? Compression.ZSTD : Compression.NONE)
            .restoreKeeper(durability.restoreKeeper())
            .past(durability.past())
            .build();
    boolean begun = false;
    try {
      // Sweeps, as a start of the server does.
      handler.start();
      begun = true;
      return handler;
    } finally {
      if (!begun) {
        handler.close();
      }
    }
  }

  /** Takes note of the backups that are there already, which are a whole run. */
  void begin(Map<String, Map<String, String>> contents, Map<String, byte[]> files) {
    runs.add(new Run(true, contents));
    promised.putAll(files);
    contents.keySet().forEach(name -> backedUp.add(name.substring(0, name.indexOf(" ttl"))));
  }

  // ---- what a script does ----

  /** A run of everything; whether all of it is on disk. */
  boolean runAll(Store store, FileOps disk, Durability durability)
      throws IOException, InterruptedException {
    try (PersistenceHandler handler = open(store, disk, durability)) {
      // One that the power ends may be there as well.
      runs.add(new Run(false, Contents.of(store)));
      BackupRun run = handler.run();
      note(run);
      runs.set(runs.size() - 1, new Run(run.ok(), runs.getLast().contents()));
      return run.ok();
    }
  }

  /** A run of one cache. */
  void runOne(String cache, Store store, FileOps disk, Durability durability)
      throws IOException, InterruptedException {
    try (PersistenceHandler handler = open(store, disk, durability)) {
      note(handler.run(List.of(cache)));
    }
  }

  private void note(BackupRun run) throws IOException {
    for (KeyspaceBackup result : run.results()) {
      String filename = result.filename();
      if (result.ok() && filename != null) {
        promised.put(filename, Files.readAllBytes(folder.resolve(filename)));
        backedUp.add(result.name());
      }
    }
  }

  /** Deletes all that may go. */
  void cleanUp(Store store, FileOps disk, Durability durability) throws IOException {
    try (PersistenceHandler handler = open(store, disk, durability)) {
      promised.clear();
      int before = handler.listBackups().size();
      int deleted = handler.cleanupOldBackups(0);
      assertThat(handler.listBackups()).hasSize(before - deleted);
    }
  }

  /** Restores any backup, the newest or an older one, as any cache. */
  void restore(Random random, String target, Store store, FileOps disk, Durability durability)
      throws IOException {
    try (PersistenceHandler handler = open(store, disk, durability)) {
      List<BackupInfo> backups = handler.listBackups();
      BackupInfo chosen = backups.get(random.nextInt(backups.size()));
      handler.restore(chosen.filepath(), RestoreOptions.REPLACE.as(target));
    }
  }

  /** Restores a cache as it was at that moment, as any cache. */
  RestoreResult restoreAt(
      String cache, Instant asOf, String target, Store store, FileOps disk, Durability durability)
      throws IOException, InterruptedException {
    try (PersistenceHandler handler = open(store, disk, durability)) {
      RestoreOptions options = RestoreOptions.REPLACE.as(target);
      return handler.restoreAt(KeyspaceName.parse(cache), asOf, options);
    }
  }

  // ---- what has to be there ----

  /**
   * Checks a folder at a start: all that is listed is good, what was promised is there as it was,
   * of each cache there is a backup, and the newest whole run is one that was taken.
   *
   * @param alive what of contents has not expired by now
   */
  void check(
      FileOps disk,
      Function<Map<String, Map<String, String>>, Map<String, Map<String, String>>> alive)
      throws IOException {
    try (Store store = Store.builder().shards(1).seed(1).clock(clock).build();
        PersistenceHandler handler =
            HandlerParts.on(PersistenceHandler.builder(store), disk, clock::advance)
                .folder(folder)
                .clock(clock)
                .zone(ZoneOffset.UTC)
                .interval(Duration.ZERO)
                .build()) {
      BackupListing listing = handler.listing();
      assertThat(listing.unreadable()).isEmpty();
      Set<String> caches = new HashSet<>();
      for (BackupInfo backup : listing.backups()) {
        assertThat(handler.verify(backup.filepath()).hasChecksum()).isTrue();
        caches.add(backup.cache());
      }
      assertThat(caches).containsAll(backedUp);
      for (Map.Entry<String, byte[]> file : promised.entrySet()) {
        assertThat(folder.resolve(file.getKey())).hasBinaryContent(file.getValue());
      }
      handler.restoreLatestRun();
      checkRun(Contents.of(store), alive);
      handler.start();
      assertThat(disk.list(folder)).noneMatch(name -> name.startsWith("."));
    }
  }

  private void checkRun(
      Map<String, Map<String, String>> restored,
      Function<Map<String, Map<String, String>>, Map<String, Map<String, String>>> alive) {
    int newestPromised = 0;
    for (int i = 0; i < runs.size(); i++) {
      newestPromised = runs.get(i).ok() ? i : newestPromised;
    }
    List<Map<String, Map<String, String>>> possible = new ArrayList<>();
    for (Run run : runs.subList(newestPromised, runs.size())) {
      possible.add(alive.apply(run.contents()));
    }
    assertThat(restored).as("the newest whole run").isIn(possible);
  }
}
