// SPDX-License-Identifier: Apache-2.0
package io.radish.it.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Who looks after the server meanwhile: takes backups, verifies and restores them, asks for
 * checkpoints, makes, swaps and deletes caches; and looks that everything is answered.
 */
final class Steward {
  private final Supplier<Jedis> connections;
  private final AtomicReference<String> backupFile;
  private final Supplier<String> threads;
  private final Random random;
  private int backups;
  private int restores;
  private int checkpoints;

  Steward(
      Supplier<Jedis> connections,
      long seed,
      AtomicReference<String> backupFile,
      Supplier<String> threads) {
    this.connections = connections;
    this.backupFile = backupFile;
    this.threads = threads;
    random = new Random(seed);
  }

  int backups() {
    return backups;
  }

  int restores() {
    return restores;
  }

  int checkpoints() {
    return checkpoints;
  }

  /** Works until then. */
  void workUntil(long end) {
    do {
      // A connection each: hostile clients kill others.
      try (Jedis jedis = connections.get()) {
        work(jedis);
        ask(jedis, "RESET");
        assertThat(jedis.ping()).isEqualTo("PONG");
      } catch (JedisConnectionException killed) {
        if (killed.getCause() instanceof SocketTimeoutException) {
          throw new AssertionError("no answer in time\n" + threads.get(), killed);
        }
      } catch (JedisDataException refused) {
        // A script runs, or memory is short; others are to be answered all the same.
        assertThat(refused.getMessage()).matches("(?s)(BUSY|OOM|ERR|NOPERM|NOAUTH|LOADING).*");
      }
    } while (System.nanoTime() - end < 0);
  }

  private void work(Jedis jedis) {
    // At least one backup, however short the time.
    switch (backups == 0 ? 0 : random.nextInt(12)) {
      case 0, 1, 2 -> backUp(jedis);
      case 3 -> ask(jedis, "BACKUP", "VERIFY", backupFile.get());
      case 4, 5 -> {
        ask(jedis, "BACKUP", "RESTORE", backupFile.get());
        restores++;
      }
      case 6 -> {
        ask(jedis, "BACKUP", "RESTORE", backupFile.get(), "MERGE");
        restores++;
      }
      case 7 -> ask(jedis, "BACKUP", "CLEANUP", "0");
      case 8 -> {
        ask(jedis, "BGREWRITEAOF");
        checkpoints++;
      }
      case 9 -> ask(jedis, "SWAPDB", pick("0", "users", "db1"), pick("orders", "3", "users"));
      case 10 -> ask(jedis, pick("CREATECACHE", "DELETECACHE"), pick("users", "orders", "more"));
      default -> ask(jedis, "CONFIG", "SET", "maxmemory", "0", "maxmemory-clients", "0");
    }
  }

  private void backUp(Jedis jedis) {
    Object run = ask(jedis, "BACKUP", "NOW");
    assertThat((List<?>) run).isNotEmpty().allSatisfy(Steward::isOk);
    List<?> files = (List<?>) run;
    List<?> one = (List<?>) files.get(random.nextInt(files.size()));
    backupFile.set(new String((byte[]) one.get(1), StandardCharsets.UTF_8));
    backups++;
  }

  /** That a keyspace's entry in the answer of {@code BACKUP NOW} tells of no failure. */
  private static void isOk(Object entry) {
    assertThat((byte[]) ((List<?>) entry).getLast())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("ok");
  }

  /** Asks, whatever the answer; not being answered is the failure. */
  private static Object ask(Jedis jedis, String name, String... arguments) {
    return jedis.sendCommand(() -> name.getBytes(StandardCharsets.ISO_8859_1), arguments);
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }
}
