// SPDX-License-Identifier: Apache-2.0
package io.radish.it.instant;

import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.ok;
import static io.radish.testkit.Replies.simple;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.backup.PersistenceHandler;
import io.radish.backup.RestoreOptions;
import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import io.radish.store.Store;
import io.radish.testkit.SocketPeer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Amounts that transactions move between keys of several caches, all clients between the same ones,
 * while others add all of them up and backups are taken: nobody sees a sum that is not 0. {@code
 * -Dradish.instant.backups} says how many are taken.
 */
@Timeout(300)
final class TransferInstantTest {
  private static final List<String> CACHES = List.of("north", "south", "east", "default_store");
  private static final int ACCOUNTS = 5;
  private static final int MOVERS = 3;
  private static final int BACKUPS = Integer.getInteger("radish.instant.backups", 20) / 5;
  private static final Reply QUEUED = simple("QUEUED");

  @TempDir private Path home;
  private final AtomicBoolean stopped = new AtomicBoolean();

  @Test
  void everyBackupAndReader_whileTransactionsMoveAmounts_seesThemWhole() throws Exception {
    long seed = System.nanoTime();
    long moves = 0;
    long reads;
    try (RunningServer server =
            RunningServer.start(home, "--backup-interval", "0", "--backup-retention", "none");
        SocketPeer asker = SocketPeer.connect(server.port(), 2);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<Long>> movers = new ArrayList<>();
      Future<Long> reader;
      try {
        for (int i = 0; i < MOVERS; i++) {
          Random random = new Random(seed + i);
          movers.add(threads.submit(() -> move(server.port(), random)));
        }
        reader = threads.submit(() -> addUp(server.port()));
        for (int i = 0; i < BACKUPS; i++) {
          assertThat(sumOf(take(asker))).as("seed %d", seed).isZero();
        }
      } finally {
        stopped.set(true);
      }
      for (Future<Long> mover : movers) {
        moves += mover.get();
      }
      reads = reader.get();
    }
    System.out.printf("transfers: %d, sums: %d, seed %d%n", moves, reads, seed);
    assertThat(moves).isGreaterThan(BACKUPS);
    assertThat(reads).isPositive();
  }

  private static String account(int i) {
    return "account:" + i;
  }

  private long move(int port, Random random) {
    long moves = 0;
    try (SocketPeer peer = SocketPeer.connect(port, 2)) {
      while (!stopped.get()) {
        int amount = random.nextInt(1000);
        assertThat(peer.run("MULTI")).isEqualTo(ok());
        change(peer, random, -amount);
        change(peer, random, amount);
        Reply.Array changed = (Reply.Array) peer.run("EXEC");
        assertThat(changed.items()).hasSize(2).allMatch(Reply.Int.class::isInstance);
        moves++;
      }
    }
    return moves;
  }

  private static void change(SocketPeer peer, Random random, int by) {
    String cache = CACHES.get(random.nextInt(CACHES.size()));
    String key = account(random.nextInt(ACCOUNTS));
    assertThat(peer.run("CACHE", cache, "INCRBY", key, Integer.toString(by))).isEqualTo(QUEUED);
  }

  /** Adds everything up again and again, in one transaction each. */
  private long addUp(int port) {
    long reads = 0;
    try (SocketPeer peer = SocketPeer.connect(port, 3)) {
      while (!stopped.get()) {
        peer.run("MULTI");
        for (String cache : CACHES) {
          for (int i = 0; i < ACCOUNTS; i++) {
            peer.run("CACHE", cache, "INCRBY", account(i), "0");
          }
        }
        Reply.Array amounts = (Reply.Array) peer.run("EXEC");
        assertThat(amounts.items().stream().mapToLong(each -> ((Reply.Int) each).value()).sum())
            .isZero();
        reads++;
      }
      assertThat(peer.run("CACHE", "north", "INCRBY", "new", "1")).isEqualTo(integer(1));
    }
    return reads;
  }

  /** Takes a backup of everything; its files. */
  private List<Path> take(SocketPeer asker) {
    List<Path> files = new ArrayList<>();
    for (Reply each : ((Reply.Array) asker.run("BACKUP", "NOW")).items()) {
      List<Reply> fields = ((Reply.Array) each).items();
      assertThat(text(fields.get(2))).isEqualTo("ok");
      files.add(backups().resolve(text(fields.get(1))));
    }
    return files;
  }

  private static String text(Reply reply) {
    return ((Reply.Bulk) reply).text();
  }

  private Path backups() {
    return home.resolve(".radish").resolve("cache_backup");
  }

  private long sumOf(List<Path> files) throws Exception {
    try (Store store = Store.builder().shards(1).build();
        PersistenceHandler handler = PersistenceHandler.builder(store).folder(backups()).build()) {
      for (Path file : files) {
        assertThat(handler.restore(file, RestoreOptions.REPLACE).expired()).isZero();
      }
      long sum = 0;
      for (String name : CACHES) {
        var cache = name.equals("default_store") ? store.defaultStore() : store.cache(name);
        for (int i = 0; i < ACCOUNTS; i++) {
          sum += cache.get(account(i)).map(Long::parseLong).orElse(0L);
        }
      }
      return sum;
    }
  }
}
