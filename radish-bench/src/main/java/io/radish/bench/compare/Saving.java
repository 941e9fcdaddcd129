// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.server.RespClient;
import io.radish.bench.server.RunningServer;
import io.radish.resp.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How each server saves everything and loads it again. */
final class Saving {
  /**
   * Between two runs. Radish names files by the second: a run waits for the next one, which is not
   * to be measured. It is a whole second rather than the rest of one, so that every server has had
   * the same time to clear up after the run before.
   */
  static final Duration PACE = Duration.ofMillis(1100);

  /** Short beside any save; each question is one more for the server that is measured. */
  private static final long POLL_MILLIS = 5;

  private Saving() {}

  /** Lets the second pass in which the last backup was taken. */
  static void awaitTick() throws InterruptedException {
    // A sleep, since it is a pace: there is nothing but the clock to wait for.
    Thread.sleep(PACE);
  }

  /** Saves everything and waits until it is on the disk: {@code BACKUP NOW}, {@code SAVE}. */
  static void save(RunningServer server, RespClient client) throws IOException {
    switch (server.kind()) {
      case RADISH -> backUp(client);
      case REDIS, VALKEY -> client.run("SAVE");
    }
  }

  /** Saves everything while clients are served, and waits for the end. */
  static void saveBeside(RunningServer server, RespClient client)
      throws IOException, InterruptedException {
    switch (server.kind()) {
      case RADISH -> backUp(client);
      case REDIS, VALKEY -> {
        client.run("BGSAVE");
        do {
          // A sleep, since it is an interval of sampling: these servers have to be asked.
          Thread.sleep(POLL_MILLIS);
        } while (!client.info("persistence", "rdb_bgsave_in_progress").equals("0"));
        String status = client.info("persistence", "rdb_last_bgsave_status");
        if (!status.equals("ok")) {
          throw new IOException("BGSAVE ended with: " + status);
        }
      }
    }
  }

  private static void backUp(RespClient client) throws IOException {
    for (Reply result : RespClient.items(client.run("BACKUP", "NOW"))) {
      List<Reply> fields = RespClient.items(result);
      if (!(fields.get(2) instanceof Reply.Bulk outcome) || !outcome.text().equals("ok")) {
        throw new IOException("BACKUP NOW: " + result.toText());
      }
    }
  }

  /** The newest file that holds everything. */
  static Path newestFile(RunningServer server) throws IOException {
    Path folder =
        switch (server.kind()) {
          case RADISH -> server.folder().resolve("backups");
          case REDIS, VALKEY -> server.folder();
        };
    String ending =
        switch (server.kind()) {
          case RADISH -> ".json";
          case REDIS, VALKEY -> ".rdb";
        };
    try (Stream<Path> files = Files.list(folder)) {
      Optional<Path> newest =
          files
              .filter(file -> file.toString().endsWith(ending))
              .max((a, b) -> a.getFileName().toString().compareTo(b.getFileName().toString()));
      return newest.orElseThrow(() -> new IOException("no " + ending + " in " + folder));
    }
  }

  /** Loads what was saved as a cache of another name, which must then have so many keys. */
  static void loadAs(RunningServer server, RespClient client, String cache, int keys)
      throws IOException {
    check(
        RespClient.items(
                client.run(
                    "BACKUP", "RESTORE", newestFile(server).getFileName().toString(), "AS", cache))
            .get(1),
        keys);
  }

  /** Loads what was saved into the running server, which must then have so many keys. */
  static void load(RunningServer server, RespClient client, int keys) throws IOException {
    Reply loaded =
        switch (server.kind()) {
          case RADISH ->
              RespClient.items(
                      client.run("BACKUP", "RESTORE", newestFile(server).getFileName().toString()))
                  .get(1);
          case REDIS, VALKEY -> {
            client.run("DEBUG", "RELOAD", "NOSAVE");
            yield client.run("DBSIZE");
          }
        };
    check(loaded, keys);
  }

  private static void check(Reply loaded, int keys) throws IOException {
    if (!loaded.equals(new Reply.Int(keys))) {
      throw new IOException(loaded.toText() + " of " + keys + " keys were loaded");
    }
  }
}
