// SPDX-License-Identifier: Apache-2.0
package io.radish.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningProcess;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide's shell one-liners on real backup files, with the results that they must have. */
class OneLinersTest {
  @TempDir Path home;

  @BeforeEach
  void backUp() throws IOException, InterruptedException {
    MovableClock clock = new MovableClock();
    try (Store store = Store.builder().clock(clock).build()) {
      SampleData.fill(store);
      SampleData.backUp(store, home.resolve(".radish/cache_backup"), clock);
    }
  }

  /** Runs a line; what it prints, without the last line end. */
  private String sh(String line) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-eu", "-o", "pipefail", "-c", line).directory(home.toFile());
    builder.environment().put("HOME", home.toString());
    try (RunningProcess shell = new RunningProcess(builder)) {
      RunningProcess.Outcome outcome = shell.await();
      assertThat(outcome.code()).as("%s:\n%s", line, outcome.output()).isZero();
      return outcome.output().strip();
    }
  }

  /** Whether there is a Python; what cannot be tried without it is said. */
  private static boolean hasPython() {
    boolean has = ShellGround.onUsualPath("python3").isPresent();
    if (!has) {
      System.err.println("there is no python3 on the PATH: its one-liners were not tried");
    }
    return has;
  }

  @Test
  void globs_findTheFilesOfACacheAndOfADay_andCountThem() throws Exception {
    assertThat(sh("ls ~/.radish/cache_backup/cache_users_*.json").lines()).hasSize(3);
    assertThat(sh("ls ~/.radish/cache_backup/*_20251115_*.json").lines()).hasSize(10);
    assertThat(sh("ls ~/.radish/cache_backup/*.json | wc -l").strip()).isEqualTo("15");
    assertThat(sh("grep -l '\"user:1\":' ~/.radish/cache_backup/*.json").lines()).hasSize(3);
  }

  @Test
  void files_areReadableByTheirOwnerOnly() throws Exception {
    assertThat(sh("ls -ld ~/.radish/cache_backup")).startsWith("drwx------");
    assertThat(sh("ls -l ~/.radish/cache_backup/*.json").lines())
        .allMatch(line -> line.startsWith("-rw-------"));
  }

  @Test
  void find_deletesTheFilesOlderThanAMonth() throws Exception {
    sh("find ~/.radish/cache_backup -name \"*.json\" -mtime +30 -delete");
    assertThat(sh("ls ~/.radish/cache_backup/*.json | wc -l").strip()).isEqualTo("5");
  }

  @Test
  void rm_deletesAllOfThem() throws Exception {
    sh("rm ~/.radish/cache_backup/*.json");
    try (var files = Files.list(home.resolve(".radish/cache_backup"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".json"))).isEmpty();
    }
  }

  @Test
  void jsonTool_readsEveryFile() throws Exception {
    if (hasPython()) {
      sh("for f in ~/.radish/cache_backup/*.json; do python3 -m json.tool \"$f\" >/dev/null; done");
      assertThat(
              sh(
                  "python3 -m json.tool ~/.radish/cache_backup/cache_users_20251115_161118.json"
                      + " | grep '\"user:3\"'"))
          .contains("charlie@example.com");
    }
  }

  @Test
  void datetime_isWhatPythonTakes() throws Exception {
    if (hasPython()) {
      String program =
          "import json,sys,datetime as d; b=json.load(open(sys.argv[1]));"
              + " print(d.datetime.fromisoformat(b['datetime']).strftime('%Y%m%d_%H%M%S'),"
              + " b['timestamp'], len(b['data']) == b['item_count'])";
      assertThat(
              sh(
                  "python3 -c \""
                      + program
                      + "\" ~/.radish/cache_backup/cache_users_20251115_161118.json"))
          .isEqualTo("20251115_161118 20251115_161118 True");
    }
  }
}
