// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.disk.FolderInUseException;
import io.radish.disk.FolderLock;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Automatic runs, the final one, and the folder's lock. */
class LifeCycleTest extends HandlerTestBase {
  @Test
  void automaticRuns_everyInterval_goOnUntilClosed() throws Exception {
    CountDownLatch lines = new CountDownLatch(6);
    PersistenceHandler handler =
        builder().interval(Duration.ofMillis(1)).console(line -> lines.countDown()).build();
    handler.start();
    assertThat(lines.await(30, TimeUnit.SECONDS)).isTrue();
    handler.close();
    int files = names().size();
    assertThat(files).isGreaterThanOrEqualTo(3);
    assertThat(handler.status().nextRun()).isNull();
    handler.close();
    assertThat(names()).hasSize(files);
  }

  @Test
  void automaticRun_thatThrows_isFollowedByTheNext() throws Exception {
    CountDownLatch lines = new CountDownLatch(3);
    PersistenceHandler handler =
        builder()
            .interval(Duration.ofMillis(1))
            .console(
                line -> {
                  lines.countDown();
                  throw new IllegalStateException("the console is gone");
                })
            .build();
    handler.start();
    assertThat(lines.await(30, TimeUnit.SECONDS)).isTrue();
    handler.close();
  }

  @Test
  void intervalOfZero_neverRuns_untilItIsChanged() throws Exception {
    PersistenceHandler handler = builder().intervalSeconds(0).build();
    handler.start();
    assertThat(handler.status().nextRun()).isNull();
    handler.setInterval(Duration.ofMinutes(10));
    assertThat(handler.status().nextRun()).isEqualTo(clock.instant().plusSeconds(600));
    handler.close();
    assertThatThrownBy(() -> builder().intervalSeconds(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void start_sweepsWhatRunsLeftThatWereCutOff() throws Exception {
    write(".tmp-01JCR8-0", "{");
    write(".lock", "");
    persistence.start();
    persistence.close();
    assertThat(names()).containsExactly(".lock");
    assertThatThrownBy(
            () -> {
              persistence.start();
              persistence.start();
            })
        .isInstanceOf(IllegalStateException.class);
    persistence.close();
  }

  @Test
  void finalBackup_always_saysHowItWent() throws Exception {
    store.set("users", "k", "v");
    assertThat(persistence.finalBackup()).isPresent();
    assertThat(console).containsExactly("Backup completed: 2/2 successful");
    assertThat(persistence.status().lastRun()).isNotNull();
    assertThat(persistence.status().runs()).isEqualTo(1);
  }

  @Test
  void folderLock_heldByAnotherProcess_isRefusedWithItsNumberAndFreeAfterItsDeath()
      throws Exception {
    Process holder = otherProcess();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("locked");
      assertThatThrownBy(() -> FolderLock.acquire("backup folder", folder))
          .isInstanceOf(FolderInUseException.class)
          .hasMessage(
              "the backup folder %s is in use by another Radish (process %s)",
              folder, holder.pid());
    } finally {
      holder.destroyForcibly().waitFor();
    }
    FolderLock.acquire("backup folder", folder).close();
  }

  @Test
  void folderLock_heldAlready_isRefusedWithTheHoldersProcess() throws Exception {
    FolderLock lock = FolderLock.acquire("backup folder", folder);
    assertThatThrownBy(() -> FolderLock.acquire("backup folder", folder))
        .isInstanceOf(FolderInUseException.class)
        .hasMessageContaining("process " + ProcessHandle.current().pid());
    lock.close();
    FolderLock.acquire("backup folder", folder).close();
    assertThat(Files.size(folder.resolve(".lock"))).isZero();
  }

  @Test
  void folderLock_askedForTwiceByItsHolder_stillKeepsOthersOut() throws Exception {
    try (FolderLock lock = FolderLock.acquire("backup folder", folder)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> FolderLock.acquire("backup folder", folder))
          .isInstanceOf(FolderInUseException.class);
      assertOthersAreKeptOut();
    }
    assertThat(Files.getPosixFilePermissions(folder.resolve(".lock")))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  }

  @Test
  void folderDeletedWhileItIsInUse_isMadeAndLockedAnewByTheNextRun() throws Exception {
    try (FolderLock lock = FolderLock.acquire("backup folder", folder);
        Store store = Store.create()) {
      PersistenceHandler handler = handler(store, lock);
      deleteFolder();
      assertThat(handler.run().ok()).isTrue();
      // Nothing here may open the lock file: closing it again would let go of the lock.
      assertThat(Files.size(folder.resolve(".lock"))).isPositive();
      assertOthersAreKeptOut();
    }
    FolderLock.acquire("backup folder", folder).close();
  }

  @Test
  void folderDeletedAndTakenByAnother_isLeftToIt() throws Exception {
    try (FolderLock lock = FolderLock.acquire("backup folder", folder);
        Store store = Store.create()) {
      PersistenceHandler handler = handler(store, lock);
      Files.delete(folder.resolve(".lock"));
      Process other = otherProcess();
      assertThat(other.inputReader().readLine()).isEqualTo("locked");
      assertThat(handler.run().results())
          .allSatisfy(result -> assertThat(result.reason()).contains("process " + other.pid()));
      other.outputWriter().close();
      assertThat(other.waitFor()).isZero();
      assertThat(handler.run().ok()).isTrue();
    }
  }

  private void assertOthersAreKeptOut() throws IOException, InterruptedException {
    Process other = otherProcess();
    assertThat(other.inputReader().readLine()).isNull();
    assertThat(other.waitFor()).isNotZero();
  }

  private void deleteFolder() throws IOException {
    Files.delete(folder.resolve(".lock"));
    Files.delete(folder);
  }

  private PersistenceHandler handler(Store store, FolderLock lock) {
    return PersistenceHandler.builder(store).folder(folder).lock(lock).build();
  }

  private Process otherProcess() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            LockHolder.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
