// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.backup.PersistenceHandler;
import io.radish.disk.FileOps;
import io.radish.disk.SimulatedDisk;
import io.radish.store.ManualClock;
import io.radish.store.Store;
import io.radish.value.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

/** What every {@link LifeScript} begins with: a disk on which there is a whole run of backups. */
final class ScriptGround {
  private final Path home;
  private final Map<String, Map<String, String>> contents;
  private final Map<String, byte[]> files = new HashMap<>();

  /** Takes the run, in a folder of {@code home}, which is a real one. */
  ScriptGround(Path home) throws IOException, InterruptedException {
    this.home = home;
    ManualClock clock = new ManualClock();
    Path first = home.resolve("first");
    try (Store store = Store.builder().shards(1).clock(clock).build();
        PersistenceHandler handler =
            PersistenceHandler.builder(store)
                .folder(first)
                .clock(clock)
                .zone(ZoneOffset.UTC)
                .build()) {
      store.cache("users").set("k1", "from a backup");
      store.cache("users").pushRight("l1", "from", "a", "backup");
      store.cache("users").expire("l1", Duration.ofSeconds(4));
      CollectionWrites.put(store, "users", ValueType.HASH, "h1", "e1", "from a backup");
      CollectionWrites.put(store, "users", ValueType.SET, "s1", "e1", "", "e2", "");
      CollectionWrites.put(store, "users", ValueType.ZSET, "z1", "e1", "1.5", "e2", "-inf");
      contents = Contents.of(store);
      if (!handler.run().ok()) {
        throw new IOException("no backup could be taken");
      }
    }
    try (Stream<Path> made = Files.list(first)) {
      for (Path file : made.toList()) {
        files.put(Objects.toString(file.getFileName()), Files.readAllBytes(file));
      }
    }
  }

  /** A disk with the backups and nothing else. */
  ListingDisk disk(Random random) throws IOException {
    SimulatedDisk disk = new SimulatedDisk(random);
    Path backups = home.resolve("backups");
    files.forEach((name, bytes) -> disk.put(backups.resolve(name), bytes));
    ListingDisk listing = new ListingDisk(disk, backups);
    listing.showAll();
    return listing;
  }

  /** A script on such a disk. */
  LifeScript script(long seed, FileOps disk) {
    return new LifeScript(seed, disk, home).beginningWith(contents, files);
  }
}
