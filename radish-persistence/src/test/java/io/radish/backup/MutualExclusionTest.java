// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.snapshot.EntrySink;
import io.radish.snapshot.KeyspaceLoad;
import io.radish.snapshot.Snapshot;
import io.radish.snapshot.Snapshots;
import io.radish.store.KeyspaceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for whom: runs, restores, cleaning up, the final backup and the start. */
@Timeout(60)
class MutualExclusionTest extends HandlerTestBase {
  /** A store that stops where a restore or a run has just begun, if told to. */
  private final class StoppingStore implements Snapshots {
    private volatile boolean stopsLoads;
    private volatile boolean stopsSnapshots;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    private void stop() {
      stopped.countDown();
      try {
        assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public Snapshot snapshot(Predicate<KeyspaceName> wanted) {
      if (stopsSnapshots) {
        stop();
      }
      return store.snapshot(wanted);
    }

    @Override
    public KeyspaceLoad load(KeyspaceName name, long defaultTtlSeconds) {
      if (stopsLoads) {
        stop();
      }
      return store.load(name, defaultTtlSeconds);
    }

    @Override
    public KeyspaceLoad load(KeyspaceName name, long defaultTtlSeconds, long nowMillis) {
      return load(name, defaultTtlSeconds);
    }

    @Override
    public EntrySink merge(KeyspaceName name, long defaultTtlSeconds) {
      return store.merge(name, defaultTtlSeconds);
    }

    @Override
    public boolean exists(KeyspaceName name) {
      return store.exists(name);
    }

    @Override
    public long defaultTtlSeconds(KeyspaceName name) {
      return store.defaultTtlSeconds(name);
    }
  }

  private final StoppingStore stopping = new StoppingStore();
  private PersistenceHandler handler = persistence;
  private Path file = Path.of("");

  /** Two backups of users, the older with v = 1; the store holds v = 2. */
  @BeforeEach
  void makeBackups() throws Exception {
    handler =
        PersistenceHandler.builder(stopping)
            .folder(folder)
            .clock(clock)
            .zone(java.time.ZoneId.of("Europe/Berlin"))
            .pause(clock::advance)
            .build();
    store.set("users", "v", "1");
    handler.backupCache("users");
    file = handler.listBackups("users").getFirst().filepath();
    clock.advance(Duration.ofDays(2));
    store.set("users", "v", "2");
    handler.backupAll();
    clock.advance(Duration.ofDays(2));
  }

  private static <T> FutureTask<T> begin(Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    Thread.ofPlatform().daemon().name("waiter").start(future);
    return future;
  }

  private FutureTask<RestoreResult> beginRestore() throws Exception {
    stopping.stopsLoads = true;
    FutureTask<RestoreResult> restore = begin(() -> handler.restore(file, RestoreOptions.REPLACE));
    assertThat(stopping.stopped.await(30, TimeUnit.SECONDS)).isTrue();
    return restore;
  }

  /** Begins something that must not end before the store goes on; waits until it stands still. */
  private <T> FutureTask<T> beginWaiting(Callable<T> task) throws Exception {
    FutureTask<T> future = new FutureTask<>(task);
    Thread thread = Thread.ofPlatform().daemon().name("waiter").start(future);
    while (thread.getState() != Thread.State.WAITING && !future.isDone()) {
      Thread.onSpinWait();
    }
    assertThat(future.isDone()).isFalse();
    return future;
  }

  @Test
  void finalBackup_whileARestoreRuns_waitsAndHoldsWhatItRestored() throws Exception {
    FutureTask<RestoreResult> restore = beginRestore();
    FutureTask<Boolean> last = beginWaiting(() -> handler.finalBackup().isPresent());
    stopping.goOn.countDown();
    assertThat(restore.get().items()).isEqualTo(1);
    assertThat(last.get()).isTrue();

    store.delete("users");
    PersistenceHandler next = builder().build();
    next.restoreLatestRun();
    assertThat(store.get("users", "v")).isEqualTo("1");
  }

  @Test
  void restore_afterTheFinalBackupHasBegun_isRefusedUntilTheNextStart() throws Exception {
    handler.finalBackup();
    assertThatThrownBy(() -> handler.restoreCache(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the server is shutting down");
    assertThatThrownBy(handler::restoreLatestRun).isInstanceOf(IOException.class);
    handler.start();
    assertThat(handler.restoreCache(file)).isEqualTo("users");
    handler.close();
    assertThatThrownBy(() -> handler.restoreCache(file))
        .hasMessageStartingWith("the server is shutting down");
    assertThat(handler.finalBackup()).isPresent();
  }

  @Test
  void restore_waitingForAnother_whenTheFinalBackupBegins_isRefused() throws Exception {
    FutureTask<RestoreResult> first = beginRestore();
    FutureTask<String> second = beginWaiting(() -> handler.restoreCache(file));
    FutureTask<Boolean> last = beginWaiting(() -> handler.finalBackup().isPresent());
    stopping.goOn.countDown();
    assertThat(first.get().items()).isEqualTo(1);
    assertThatThrownBy(second::get).hasMessageContaining("the server is shutting down");
    assertThat(last.get()).isTrue();
  }

  @Test
  void cleanup_whileARestoreRuns_waits() throws Exception {
    FutureTask<RestoreResult> restore = beginRestore();
    FutureTask<Integer> cleanup = beginWaiting(() -> handler.cleanupOldBackups(1));
    assertThat(file).exists();
    stopping.goOn.countDown();
    assertThat(restore.get().items()).isEqualTo(1);
    assertThat(cleanup.get()).isEqualTo(1);
    assertThat(file).doesNotExist();
  }

  @Test
  void run_whileARestoreRuns_doesNotWait() throws Exception {
    FutureTask<RestoreResult> restore = beginRestore();
    assertThat(begin(() -> handler.run().ok()).get(30, TimeUnit.SECONDS)).isTrue();
    stopping.goOn.countDown();
    assertThat(restore.get().items()).isEqualTo(1);
  }

  @Test
  void start_whileARunWrites_leavesItsFileAlone() throws Exception {
    stopping.stopsSnapshots = true;
    FutureTask<Boolean> run = begin(() -> handler.run().ok());
    assertThat(stopping.stopped.await(30, TimeUnit.SECONDS)).isTrue();
    Path unfinished = write(".tmp-01JCR8-0", "{");
    FutureTask<Boolean> start =
        beginWaiting(
            () -> {
              handler.start();
              return true;
            });
    assertThat(unfinished).exists();
    assertThat(handler.status().running()).isTrue();
    stopping.goOn.countDown();
    assertThat(run.get()).isTrue();
    assertThat(start.get()).isTrue();
    assertThat(Files.exists(unfinished)).isFalse();
    handler.close();
  }
}
