// SPDX-License-Identifier: Apache-2.0

import io.radish.backup.BackupInfo;
import io.radish.backup.KeyspaceBackup;
import io.radish.backup.PersistenceHandler;
import io.radish.store.Cache;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * The persistence guide's demonstration: sample data, backups, the list of files, a restore and a
 * clean-up, each checked and told.
 *
 * <p>The clock is the program's own, so that there are backups of last month without waiting.
 */
final class TestPersistence {
  private static final Duration OLD = Duration.ofDays(40);

  private final AtomicReference<InstantSource> time =
      new AtomicReference<>(InstantSource.offset(InstantSource.system(), OLD.negated()));
  private final Path folder;
  private final Store store;
  private final PersistenceHandler persistence;

  private TestPersistence(Path folder) {
    this.folder = folder;
    InstantSource now = () -> time.get().instant();
    store = Store.builder().clock(now.withZone(ZoneOffset.UTC)).build();
    persistence =
        PersistenceHandler.builder(store)
            .folder(folder)
            .clock(now.withZone(ZoneOffset.UTC))
            .console(System.out::println)
            .build();
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean keep = arguments.length > 0;
    Path folder = keep ? Path.of(arguments[0]) : Files.createTempDirectory("radish-backups");
    if (keep && Files.exists(folder)) {
      System.err.println(folder + " exists already; name a folder that does not");
      System.exit(1);
    }
    try {
      new TestPersistence(folder).run();
    } finally {
      if (!keep) {
        delete(folder);
      }
    }
  }

  private void run() throws IOException, InterruptedException {
    try (store; persistence) {
      createTestCaches();
      backUp();
      List<BackupInfo> backups = listBackups();
      restore(backups);
      cleanUp();
    }
    System.out.println("All of it worked.");
  }

  private void createTestCaches() {
    heading("1. Creating test caches");
    Cache users = store.cache("users");
    users.set("user:1", "alice@example.com");
    users.set("user:2", "bob@example.com");
    users.set("user:3", "charlie@example.com");
    Cache products = store.cache("products");
    products.set("sku:1", "{\"name\": \"Radish\", \"price\": 2}");
    products.pushRight("bestsellers", "sku:1", "sku:2");
    store.createStore("users", "sessions", Duration.ofDays(365).toSeconds());
    store.store("users", "sessions").set("session:9", "user:1");
    store.defaultStore().set("greeting", "hello");
    store
        .keyspaces()
        .forEach(each -> System.out.println("  " + each.name() + ": " + each.size() + " items"));
  }

  private void backUp() throws InterruptedException {
    heading("2. Backing up, as 40 days ago and as now");
    report(persistence.run().results());
    time.set(InstantSource.system());
    report(persistence.run().results());
    check(persistence.backupCache("users"), "a backup of one cache");
  }

  private static void report(List<KeyspaceBackup> results) {
    for (KeyspaceBackup result : results) {
      System.out.println("  " + result.name() + ": " + (result.ok() ? "ok" : result.reason()));
      check(result.ok(), "a backup of " + result.name());
    }
  }

  private List<BackupInfo> listBackups() throws IOException {
    heading("3. Listing all backup files in " + folder);
    List<BackupInfo> backups = persistence.listBackups();
    for (BackupInfo backup : backups) {
      System.out.println(
          "  " + backup.filename() + " - " + backup.size() + " bytes, " + backup.items() + " items");
    }
    check(backups.size() == 10, "ten files");
    return backups;
  }

  private void restore(List<BackupInfo> backups) throws IOException {
    heading("4. Restoring a cache that was deleted");
    store.deleteCache("users");
    System.out.println("  users deleted: " + store.cache("users").size() + " items");
    BackupInfo newest = persistence.listBackups("users").getFirst();
    persistence.verify(newest.filepath());
    String restored = persistence.restoreCache(newest.filepath());
    System.out.println("  " + restored + " restored: " + store.cache(restored).size() + " items");
    check(store.cache("users").size() == 3, "three users");
    check(store.cache("users").get("user:1").isPresent(), "the first user");
    check(backups.contains(newest), "the backup stays");
  }

  private void cleanUp() throws IOException {
    heading("5. Cleaning up");
    int deleted = persistence.cleanupOldBackups(30);
    System.out.println("  " + deleted + " backups older than 30 days deleted");
    System.out.println("  " + persistence.listBackups().size() + " backups left");
    check(deleted == 4, "four old files");
    System.out.println();
  }

  private static void heading(String text) {
    System.out.println();
    System.out.println(text);
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("expected " + what);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
