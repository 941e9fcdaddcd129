// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.backup.BackupRun;
import io.radish.backup.PersistenceHandler;
import io.radish.command.Call;
import io.radish.command.ClientPause;
import io.radish.command.ServerControl;
import io.radish.command.Supervision;
import io.radish.snapshot.StoreSnapshots;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code DEBUG RELOAD}: all data goes through a backup and a restore, in a folder of its own that
 * is gone afterwards.
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

  /** Backs up and restores, while no client's request runs; in the background. */
  void run() throws IOException, InterruptedException {
    supervision.pause(ClientPause.Scope.ALL, Long.MAX_VALUE);
    try {
      server.awaitRequests();
      Path folder = makeFolder();
      try {
        reload(folder);
      } finally {
        delete(folder);
      }
    } finally {
      supervision.unpause();
      server.resumeClients();
    }
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
