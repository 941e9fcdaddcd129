// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.radish.disk.FolderLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The guide's shell one-liners, on real backups. */
class ShellOneLinersTest extends HandlerTestBase {
  @BeforeEach
  void backUpTwice() throws Exception {
    assumeTrue(Files.isExecutable(java.nio.file.Path.of("/bin/sh")), "there is no shell");
    store.set("users", "user:1", "Grüße \u0001").set("products", "p", "1");
    store.push("users", FakeStore.Bytes.of("l"), -1, FakeStore.Bytes.of(new byte[] {-1}));
    persistence.backupAll();
    clock.advance(Duration.ofDays(1));
    persistence.backupAll();
    FolderLock.acquire("backup folder", folder).close();
  }

  private String sh(String command) throws Exception {
    Process process =
        new ProcessBuilder("/bin/sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void globs_findCachesDatesAndTheirNumber() throws Exception {
    assertThat(sh("ls cache_users_*.json").lines())
        .containsExactly("cache_users_20251115_161118.json", "cache_users_20251116_161118.json");
    assertThat(sh("ls *_20251115_*.json").lines()).hasSize(3);
    assertThat(sh("ls *.json | wc -l").strip()).isEqualTo("6");
  }

  @Test
  void find_byAge_deletesWhatIsOldAndTheRestStillWorks() throws Exception {
    Files.setLastModifiedTime(
        folder.resolve("cache_users_20251115_161118.json"),
        FileTime.from(java.time.Instant.parse("2020-01-01T00:00:00Z")));
    sh("find . -name '*.json' -mtime +30 -delete");
    assertThat(persistence.listBackups("users")).hasSize(1);
    sh("rm *.json");
    assertThat(persistence.listBackups()).isEmpty();
    clock.advance(Duration.ofDays(1));
    assertThat(persistence.backupAll().values()).containsOnly(true);
  }

  @Test
  void python_readsEveryFileAndTheTimeOfItsChange() throws Exception {
    assumeTrue(sh("command -v python3 || true").contains("python3"), "there is no python3");
    for (BackupInfo backup : persistence.listBackups()) {
      assertThat(sh("PYTHONIOENCODING=utf-8 python3 -m json.tool " + backup.filename()))
          .contains("\"cache_name\": ");
      assertThat(
              sh(
                  "python3 -c \"from datetime import datetime;"
                      + " print(datetime.fromisoformat('%s').year)\"".formatted(backup.modified())))
          .matches("\\d{4}");
    }
  }
}
