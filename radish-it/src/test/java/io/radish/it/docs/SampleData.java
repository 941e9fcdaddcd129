// SPDX-License-Identifier: Apache-2.0
package io.radish.it.docs;

import io.radish.backup.BackupInfo;
import io.radish.backup.PersistenceHandler;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/**
 * The caches and backups that the documents' examples are about: {@code users}, {@code products},
 * {@code sessions}, {@code users:temp_tokens} and the default store, backed up on 15 November 2025
 * at 16:06:18 and 16:11:18, and once more some minutes ago.
 */
final class SampleData {
  /** The second run of the past, which the guide shows the files of. */
  static final LocalDateTime GUIDE_RUN = LocalDateTime.of(2025, 11, 15, 16, 11, 18, 27_000_000);

  /** Between two runs, as by default. */
  static final Duration SPACING = Duration.ofMinutes(5);

  private SampleData() {}

  /** Puts the data into a store. */
  static void fill(Store store) {
    store.cache("users").set("user:1", "alice@example.com");
    store.cache("users").set("user:2", "bob@example.com");
    store.cache("users").set("user:3", "charlie@example.com");
    store.cache("products").set("sku:1", "{\"name\": \"Radish\", \"price\": 2}");
    store.cache("products").pushRight("bestsellers", "sku:1", "sku:2");
    store.cache("sessions").set("session:9", "abc");
    store.createStore("users", "temp_tokens", 600);
    store.store("users", "temp_tokens").set("token:1", "opaque");
    store.defaultStore().set("greeting", "hello");
  }

  /** Writes the backups of the past, and leaves store and clock as they are now. */
  static void backUp(Store store, Path folder, MovableClock clock)
      throws IOException, InterruptedException {
    Instant now = clock.instant();
    Instant guide = GUIDE_RUN.atZone(ZoneId.systemDefault()).toInstant();
    try (PersistenceHandler past = handler(store, folder, clock)) {
      clock.set(guide.minus(SPACING));
      store.cache("users").set("user:3", "charles@example.com");
      require(past.run().ok());
      clock.set(guide);
      fill(store);
      require(past.run().ok());
      clock.set(now.minus(SPACING));
      fill(store);
      require(past.run().ok());
      for (BackupInfo backup : past.listBackups()) {
        Files.setLastModifiedTime(backup.filepath(), FileTime.from(backup.taken()));
      }
    }
    clock.backToNow();
  }

  /** A handler of the store's backups in that folder, on a clock, that runs when asked. */
  static PersistenceHandler handler(Store store, Path folder, Clock clock) {
    return PersistenceHandler.builder(store).folder(folder).clock(clock).intervalSeconds(0).build();
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("the sample backups could not be written");
    }
  }
}
