// SPDX-License-Identifier: Apache-2.0
package io.radish.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RepositoryRoot;
import io.radish.it.RunningProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide's demonstration script. */
class DemonstrationTest {
  @TempDir Path folder;

  private RunningProcess.Outcome run(String... arguments) throws Exception {
    Path script = RepositoryRoot.find().resolve("scripts/test-persistence.sh");
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder
        .environment()
        .put(
            "TEST_PERSISTENCE_CLASSPATH",
            Objects.requireNonNull(System.getProperty("java.class.path")));
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder);
    try (RunningProcess process = new RunningProcess(builder)) {
      return process.await();
    }
  }

  @Test
  void demonstration_goesThroughAllFiveSteps_andLeavesNothing() throws Exception {
    RunningProcess.Outcome outcome = run();
    assertThat(outcome.code()).as(outcome.output()).isZero();
    assertThat(outcome.output().lines())
        .containsSubsequence(
            "1. Creating test caches",
            "  users: 3 items",
            "2. Backing up, as 40 days ago and as now",
            "  users:sessions: ok")
        .containsSubsequence(
            "4. Restoring a cache that was deleted",
            "  users deleted: 0 items",
            "  users restored: 3 items",
            "5. Cleaning up",
            "  4 backups older than 30 days deleted",
            "  6 backups left",
            "All of it worked.");
    assertThat(outcome.output()).contains("3. Listing all backup files in ");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.filter(each -> each.toString().contains("radish-backups"))).isEmpty();
    }
  }

  @Test
  void demonstration_inAFolderOfMine_leavesTheBackupsThere_andTouchesNoneThatIsThere()
      throws Exception {
    Path mine = folder.resolve("mine");
    assertThat(run(mine.toString()).code()).isZero();
    try (Stream<Path> files = Files.list(mine)) {
      assertThat(files.filter(file -> file.toString().endsWith(".json"))).hasSize(6);
    }
    RunningProcess.Outcome again = run(mine.toString());
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.output()).contains("exists already");
  }
}
