// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.ok;
import static io.radish.testkit.Replies.simple;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.store.ManualClock;
import io.radish.store.ShardLocks;
import io.radish.store.Store;
import io.radish.testkit.CommandDriver;
import io.radish.testkit.FakeServer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody holds all locks for as long as it likes, as a script does that never ends: every command
 * is answered all the same, so that the one is heard that kills it.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class LockedStoreTest {
  private final Store store = Store.builder().shards(16).seed(42).build();
  private final CommandDriver driver =
      CommandDriver.open(
          3, store, new ManualClock(), new FakeServer().with("busy-reply-threshold", "1"), null);
  private CountDownLatch held = new CountDownLatch(1);
  private CountDownLatch done = new CountDownLatch(1);
  private final Thread holder = new Thread(this::hold);

  private void hold() {
    ShardLocks all = store.newLocks();
    all.addAll();
    all.acquireUninterruptibly();
    held.countDown();
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all.release();
  }

  @BeforeEach
  void holdAllLocks() throws InterruptedException {
    assertThat(driver.run("SET", "k", "v")).isEqualTo(ok());
    holder.start();
    held.await();
  }

  @AfterEach
  void close() throws InterruptedException {
    letGo();
    driver.close();
  }

  private void letGo() throws InterruptedException {
    done.countDown();
    holder.join();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET k",
        "KEYS *",
        "SCAN 0",
        "RANDOMKEY",
        "CACHE default_store KEYS *",
        "CREATECACHE users",
        "CREATESTORE users temp 10",
        "DELETECACHE users",
        "FLUSHALL",
        "SWAPDB 0 1",
        "INFO stats",
        "MEMORY STATS",
        "CLIENT TRACKING ON BCAST"
      })
  void command_whileAllIsLocked_isAnsweredBusy(String request) {
    assertThat(driver.run(request.split(" "))).isEqualTo(error(Errors.BUSY));
    assertThat(driver.run("PING")).isEqualTo(simple("PONG"));
  }

  @Test
  void command_afterwards_findsWhatWasThere() throws InterruptedException {
    assertThat(driver.run("CREATECACHE", "users")).isEqualTo(error(Errors.BUSY));
    letGo();
    assertThat(driver.run("KEYS", "*")).isEqualTo(bulks("k"));
    assertThat(driver.run("CREATECACHE", "users")).isEqualTo(ok());
  }

  @Test
  void trackerThatLeaves_whileAllIsLocked_isForgottenWhenItCan() throws InterruptedException {
    letGo();
    CommandDriver other = driver.another(3);
    assertThat(other.run("CLIENT", "TRACKING", "ON", "BCAST")).isEqualTo(ok());
    Thread second = new Thread(this::hold);
    held = new CountDownLatch(1);
    done = new CountDownLatch(1);
    second.start();
    held.await();
    other.leave();
    done.countDown();
    second.join();
    while (!driver.run("INFO", "stats").toText().contains("tracking_total_prefixes:0")) {
      Thread.onSpinWait();
    }
    assertThat(driver.problems()).isEmpty();
  }
}
