// SPDX-License-Identifier: Apache-2.0
package io.radish.it.instant;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.backup.PersistenceHandler;
import io.radish.backup.RestoreOptions;
import io.radish.it.RunningServer;
import io.radish.store.Cache;
import io.radish.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/**
 * Backups taken while {@link Mover}s move amounts, tokens and elements about: each file set,
 * restored into a store of its own, has all of them exactly once. {@code -Dradish.instant.backups}
 * says how many are taken.
 */
final class OneInstantTest {
  private static final int MOVERS = 4;

  /** Far longer than anything takes on a busy machine: what takes longer hangs. */
  private static final int PATIENCE_MILLIS = 60_000;

  @TempDir private Path home;

  @Test
  void everyBackup_whileThingsMoveBetweenKeysAndCaches_hasEachOfThemOnce() throws Exception {
    int backups = Integer.getInteger("radish.instant.backups", 20);
    long seed = Long.getLong("radish.instant.seed", System.nanoTime());
    AtomicBoolean stopped = new AtomicBoolean();
    long moves = 0;
    try (RunningServer server =
            RunningServer.start(home, "--backup-interval", "0", "--backup-retention", "none");
        Jedis jedis = new Jedis("127.0.0.1", server.port(), PATIENCE_MILLIS);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      fillQueues(jedis);
      List<Future<Long>> movers = new ArrayList<>();
      try {
        for (int i = 0; i < MOVERS; i++) {
          Jedis own = new Jedis("127.0.0.1", server.port(), PATIENCE_MILLIS);
          Mover mover = new Mover(own, i, seed);
          mover.begin();
          movers.add(
              threads.submit(
                  () -> {
                    try (own) {
                      return mover.run(stopped::get);
                    }
                  }));
        }
        for (int i = 0; i < backups; i++) {
          check(take(jedis), seed);
        }
      } finally {
        stopped.set(true);
      }
      for (Future<Long> mover : movers) {
        moves += mover.get();
      }
    }
    System.out.printf("one instant: %d backups, %d moves, seed %d%n", backups, moves, seed);
    assertThat(moves).isGreaterThan(backups);
  }

  private static void fillQueues(Jedis jedis) {
    for (int i = 0; i < Mover.ELEMENTS; i++) {
      Object pushed =
          jedis.sendCommand(
              () -> "CACHE".getBytes(StandardCharsets.US_ASCII),
              Mover.QUEUES,
              "RPUSH",
              Mover.list(i % Mover.LISTS),
              "element:" + i);
      assertThat(pushed).isInstanceOf(Long.class);
    }
  }

  /** Takes a backup of everything; its files. */
  private List<Path> take(Jedis jedis) {
    List<Path> files = new ArrayList<>();
    Object run = jedis.sendCommand(() -> "BACKUP".getBytes(StandardCharsets.US_ASCII), "NOW");
    for (Object each : (List<?>) run) {
      List<?> fields = (List<?>) each;
      assertThat(text(fields.get(2))).isEqualTo("ok");
      files.add(backups().resolve(text(fields.get(1))));
    }
    return files;
  }

  private Path backups() {
    return home.resolve(".radish").resolve("cache_backup");
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }

  private void check(List<Path> files, long seed) throws Exception {
    try (Store store = Store.builder().shards(1).build();
        PersistenceHandler handler = PersistenceHandler.builder(store).folder(backups()).build()) {
      for (Path file : files) {
        assertThat(handler.restore(file, RestoreOptions.REPLACE).expired()).isZero();
      }
      String what = "seed " + seed + ", " + files;
      assertThat(sum(store.cache(Mover.BANK)))
          .as(what)
          .isEqualTo(MOVERS * Mover.ACCOUNTS * Mover.AMOUNT);
      List<String> tokens = new ArrayList<>();
      Mover.PLACES.forEach(place -> tokens.addAll(store.cache(place).keys()));
      assertThat(tokens).as(what).hasSize(MOVERS * Mover.TOKENS).doesNotHaveDuplicates();
      List<String> elements = new ArrayList<>();
      for (int i = 0; i < Mover.LISTS; i++) {
        elements.addAll(store.cache(Mover.QUEUES).list(Mover.list(i)));
      }
      assertThat(elements).as(what).hasSize(Mover.ELEMENTS);
      assertThat(new TreeSet<>(elements))
          .as(what)
          .containsExactlyElementsOf(
              new TreeSet<>(
                  IntStream.range(0, Mover.ELEMENTS).mapToObj(i -> "element:" + i).toList()));
    }
  }

  private static long sum(Cache bank) {
    return bank.keys().stream()
        .mapToLong(account -> Long.parseLong(bank.get(account).orElseThrow()))
        .sum();
  }
}
