// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.steady;

import io.radish.backup.BackupInfo;
import io.radish.backup.PersistenceHandler;
import io.radish.backup.PersistenceHandlerBuilder;
import io.radish.backup.RetentionPolicy;
import io.radish.backup.RetentionRules;
import io.radish.store.ManualClock;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * What a folder full of backups costs: listing it for the first time and again, and a run with the
 * clean-up after it, against a run into an empty folder.
 *
 * <p>Arguments: the number of files, 20,000 unless given, and of caches, 45 unless given.
 */
public final class ManyBackups {
  private static final int ROUNDS = 5;
  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final RetentionRules KEEP_ALL = new RetentionRules(RetentionPolicy.KEEP_ALL, 0, 0);

  private interface Work {
    int run() throws IOException, InterruptedException;
  }

  private final Store store;
  private final Path folder;
  private final ManualClock clock;

  private ManyBackups(Store store, Path folder, ManualClock clock) {
    this.store = store;
    this.folder = folder;
    this.clock = clock;
  }

  /** Measures, and prints a line for each figure. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int files = args.length > 0 ? Integer.parseInt(args[0]) : RetentionRules.DEFAULT_MAX_FILES;
    int caches = args.length > 1 ? Integer.parseInt(args[1]) : 45;
    Path folder = Files.createTempDirectory("radish-many-backups-");
    ManualClock clock = new ManualClock(Instant.now());
    try (Store store = Store.builder().clock(clock).build()) {
      new ManyBackups(store, folder, clock).measure(files, caches);
    } finally {
      try (var left = Files.list(folder)) {
        for (Path file : left.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private void measure(int files, int caches) throws IOException, InterruptedException {
    store.defaultStore().set("key", "value");
    for (int i = 1; i < caches; i++) {
      store.cache("cache" + i).set("key", "value");
    }
    PersistenceHandler filling = handler().retention(KEEP_ALL).build();
    for (int at = 0; at < files; at += caches) {
      clock.advance(INTERVAL);
      if (at < ROUNDS * caches) {
        print("run, folder nearly empty", () -> filling.run().results().size());
      } else {
        filling.run();
      }
    }
    PersistenceHandler handler = handler().retention(KEEP_ALL).build();
    print("list, headers read", () -> handler.listBackups().size());
    print("list again", () -> handler.listBackups().size());
    rounds("run, all kept", handler);
    handler.setRetention(KEEP_ALL.with(RetentionPolicy.DEFAULT));
    print(
        "what the policy lets go", () -> handler.previewRetention(RetentionPolicy.DEFAULT).size());
    handler.setRetention(new RetentionRules(RetentionPolicy.KEEP_ALL, files, 0));
    rounds("run, the oldest go", handler);
    print("files left", () -> handler.listBackups().size());
    print("of their bytes, kB", () -> kilobytes(handler));
  }

  private static int kilobytes(PersistenceHandler handler) throws IOException {
    return (int) (handler.listBackups().stream().mapToLong(BackupInfo::size).sum() / 1000);
  }

  private PersistenceHandlerBuilder handler() {
    return PersistenceHandler.builder(store).folder(folder).clock(clock);
  }

  private void rounds(String what, PersistenceHandler handler)
      throws IOException, InterruptedException {
    for (int i = 0; i < ROUNDS; i++) {
      clock.advance(INTERVAL);
      print(what, () -> handler.run().results().size());
    }
  }

  private static void print(String what, Work work) throws IOException, InterruptedException {
    long start = System.nanoTime();
    int count = work.run();
    double millis = (System.nanoTime() - start) / 1e6;
    System.out.println(String.format(Locale.ROOT, "%-28s %6d  %8.1f ms", what, count, millis));
  }
}
