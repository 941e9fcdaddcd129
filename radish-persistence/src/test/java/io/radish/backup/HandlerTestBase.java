// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.store.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A handler over a fake store, a fake clock and a real folder. */
abstract class HandlerTestBase {
  @TempDir Path home;
  final ManualClock clock = new ManualClock();
  final FakeStore store = new FakeStore(clock);
  final List<String> console = new ArrayList<>();
  final List<Duration> pauses = new ArrayList<>();
  final BreakingDisk disk = new BreakingDisk();
  Path folder = Path.of("");
  PersistenceHandler persistence = PersistenceHandler.builder(store).build();

  @BeforeEach
  void makeHandler() {
    folder = home.resolve(".radish").resolve("cache_backup");
    persistence = builder().build();
  }

  PersistenceHandlerBuilder builder() {
    return PersistenceHandler.builder(store)
        .folder(folder)
        .clock(clock)
        .zone(ZoneId.of("Europe/Berlin"))
        .console(console::add)
        .random(new Random(1))
        .files(disk)
        .pause(
            duration -> {
              pauses.add(duration);
              clock.advance(duration);
            });
  }

  /** The names in the folder, hidden ones too. */
  List<String> names() throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  Path write(String name, String content) throws IOException {
    Files.createDirectories(folder);
    return Files.writeString(folder.resolve(name), content);
  }

  void nextMinute() {
    clock.advance(Duration.ofMinutes(1));
  }
}
