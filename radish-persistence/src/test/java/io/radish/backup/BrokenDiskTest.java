// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A disk that fills up or breaks at any call leaves the last good backup standing. */
class BrokenDiskTest extends HandlerTestBase {
  private static final int MANY_CALLS = 60;

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
    Set<String> broken = new HashSet<>();
    for (int call = 0; call < MANY_CALLS; call++) {
      nextMinute();
      disk.breakAt(call, staysBroken);
      BackupRun run = persistence.run();
      if (disk.calls().size() <= call) {
        assertThat(run.ok()).isTrue();
        assertThat(broken)
            .containsExactlyInAnyOrder(
                "createFolder",
                "create",
                "append",
                "overwrite",
                "force",
                "close",
                "publish",
                "forceFolder");
        return;
      }
      broken.add(disk.calls().get(call));
      assertThat(run.ok()).as(disk.calls().get(call)).isFalse();
      assertThat(run.results())
          .anySatisfy(result -> assertThat(result.reason()).isEqualTo("No space left on device"));
      checkFolder(good);
    }
    throw new AssertionError("a run takes more calls than thought");
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
    persistence.runAutomatically();
    disk.breakAt(BreakingDisk.NEVER, false);
    nextMinute();
    persistence.runAutomatically();
    assertThat(console)
        .containsExactly(
            "[2025-11-15 16:11:18] Running automatic backup...",
            "Backup completed: 0/1 successful",
            "[2025-11-15 16:12:18] Running automatic backup...",
            "Backup completed: 1/1 successful");
  }
}
