// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A disk that fills up or breaks at any call leaves the last good backup standing. */
class BrokenDiskTest extends HandlerTestBase {
  private static final int MANY_CALLS = 60;

  /** The calls of each kind come in an order; those of different kinds may come at once. */
  private static final List<String> KINDS =
      List.of(
          "createFolder",
          "create",
          "append",
          "overwrite",
          "force",
          "close",
          "publish",
          "forceFolder");

  @Test
  void diskFullAtAnyCall_failsWithItsReasonAndLeavesNoHalfFile() throws Exception {
    breakAtEveryCall(true);
  }

  @Test
  void oneCallThatFails_failsWithItsReasonAndLeavesNoHalfFile() throws Exception {
    breakAtEveryCall(false);
  }

  private void breakAtEveryCall(boolean staysBroken) throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 10; i++) {
      store.set("big", FakeStore.Bytes.of("k" + i), FakeStore.random(random, 300_000), -1);
    }
    persistence.backupAll();
    Set<String> good = new HashSet<>(names());
    for (String kind : KINDS) {
      int calls = 0;
      while (breaksAt(kind, calls, staysBroken, good)) {
        calls++;
      }
      assertThat(calls).as(kind).isBetween(1, MANY_CALLS);
    }
  }

  /** Breaks a run at a call; whether it came that far. */
  private boolean breaksAt(String kind, int call, boolean staysBroken, Set<String> good)
      throws Exception {
    nextMinute();
    disk.breakAt(kind, call, staysBroken);
    BackupRun run = persistence.run();
    if (disk.calls().stream().filter(kind::equals).count() <= call) {
      assertThat(run.ok()).isTrue();
      checkFolder(good);
      return false;
    }
    assertThat(run.ok()).as(kind).isFalse();
    assertThat(run.results())
        .anySatisfy(result -> assertThat(result.reason()).isEqualTo("No space left on device"));
    checkFolder(good);
    return true;
  }

  /** All that has a final name is whole, the first backups among it, and nothing else is left. */
  private void checkFolder(Set<String> good) throws Exception {
    assertThat(names()).containsAll(good).noneMatch(name -> name.startsWith("."));
    for (String name : names()) {
      assertThat(persistence.verify(folder.resolve(name)).hasChecksum()).isTrue();
      if (!good.contains(name)) {
        Files.delete(folder.resolve(name));
      }
    }
  }

  @Test
  void automaticRun_onAFullDisk_saysSoAndTheNextSucceeds() throws Exception {
    disk.breakAt(0, true);
    persistence.rounds().full();
    disk.breakAt(BreakingDisk.NEVER, false);
    nextMinute();
    persistence.rounds().full();
    assertThat(console)
        .containsExactly(
            "[2025-11-15 16:11:18] Running automatic backup...",
            "Backup completed: 0/1 successful",
            "[2025-11-15 16:12:18] Running automatic backup...",
            "Backup completed: 1/1 successful");
  }
}
