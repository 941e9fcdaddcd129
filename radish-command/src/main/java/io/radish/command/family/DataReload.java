// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.backup.BackupInfo;
import io.radish.backup.BackupRun;
import io.radish.backup.PersistenceHandler;
import io.radish.backup.RestoreOptions;
import io.radish.command.Call;
import io.radish.command.ClientPause;
import io.radish.command.ServerControl;
import io.radish.command.Supervision;
import io.radish.snapshot.StoreSnapshots;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code DEBUG RELOAD}: all data goes through a backup and a restore, in a folder of its own that
 * is gone afterwards; or it comes from the newest whole run of backups.
 *
 * <p>Clients wait meanwhile, as for {@code CLIENT PAUSE}; a pause that was on before is over with
 * it.
 */
final class DataReload {
  private final Store store;
  private final ServerControl server;
  private final Supervision supervision;
  private final @Nullable PersistenceHandler persistence;

  DataReload(Call call) {
    this.store = call.store();
    this.server = call.server();
    this.supervision = call.services().supervision();
    this.persistence = call.services().persistence();
  }

  /** How data is brought back. */
  @FunctionalInterface
  interface Way {
    void go() throws IOException, InterruptedException;
  }

  /** Brings data back while no client's request runs; in the background. */
  void run(Way way) throws IOException, InterruptedException {
    supervision.pause(ClientPause.Scope.ALL, Long.MAX_VALUE);
    try {
      server.awaitRequests();
      way.go();
    } finally {
      supervision.unpause();
      server.resumeClients();
    }
  }

  /** Backs all data up and restores it. */
  void thereAndBack() throws IOException, InterruptedException {
    Path folder = makeFolder();
    try {
      reload(folder);
    } finally {
      delete(folder);
    }
  }

  /** Lets each cache become what the newest whole run of backups holds of it. */
  void replace() throws IOException {
    restoreNewest(RestoreOptions.REPLACE);
  }

  /** Adds what the newest whole run of backups holds. */
  void merge() throws IOException {
    restoreNewest(RestoreOptions.REPLACE.merging());
  }

  private void restoreNewest(RestoreOptions how) throws IOException {
    List<BackupInfo> files = persistence == null ? List.of() : newestRun(persistence.listBackups());
    if (persistence == null || files.isEmpty()) {
      throw new IOException("there is no whole run of backups yet; SAVE makes one");
    }
    for (BackupInfo file : files) {
      persistence.restore(file.filepath(), how);
    }
  }

  /** The files of the newest run of which all are there; {@code backups} are newest first. */
  private static List<BackupInfo> newestRun(List<BackupInfo> backups) {
    Map<String, List<BackupInfo>> runs = new LinkedHashMap<>();
    for (BackupInfo backup : backups) {
      String run = backup.runId();
      if (run != null && backup.runFiles() > 0) {
        runs.computeIfAbsent(run, key -> new ArrayList<>()).add(backup);
      }
    }
    return runs.values().stream()
        .filter(files -> files.size() == files.getFirst().runFiles())
        .findFirst()
        .orElse(List.of());
  }

  private Path makeFolder() throws IOException {
    return persistence == null
        ? Files.createTempDirectory("radish-reload-")
        : Files.createTempDirectory(persistence.folder(), ".reload-");
  }

  private void reload(Path folder) throws IOException, InterruptedException {
    // The copy is deleted: what was not saved before is not saved by it.
    try (PersistenceHandler own =
        PersistenceHandler.builder(StoreSnapshots.thereAndBack(store))
            .folder(folder)
            .unmarked()
            .build()) {
      BackupRun run = own.run();
      if (!run.ok()) {
        throw new IOException(run.summary());
      }
      own.restoreLatestRun();
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      Files.deleteIfExists(each);
    }
  }
}
