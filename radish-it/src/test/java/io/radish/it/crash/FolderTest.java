// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that find their folders in use, left behind, or gone. */
final class FolderTest {
  @TempDir private Path home;

  private Path journal() {
    return home.resolve(".radish/journal");
  }

  private static String[] with(String... more) {
    List<String> options = new ArrayList<>(List.of("--backup-interval", "0"));
    options.addAll(List.of(more));
    return options.toArray(String[]::new);
  }

  private ServerProcess start(String... more) throws Exception {
    return ServerProcess.start(home, with(more));
  }

  private RunningProcess.Outcome startInVain(String... more) throws Exception {
    try (ServerProcess server =
        ServerProcess.begin(home, ServerProcess.freePort(), List.of(with(more)))) {
      RunningProcess.Outcome outcome = server.process().await();
      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.output()).doesNotContain("listening");
      return outcome;
    }
  }

  private void write(String key, String value, String... options) throws Exception {
    try (ServerProcess server = start(options);
        Wire wire = server.connect()) {
      assertThat(wire.text("SET", key, value)).isEqualTo("OK");
      assertThat(wire.text("WAITAOF", "1", "0", "0")).startsWith("1) (integer) 1");
      server.kill();
    }
  }

  @Test
  void journalFolder_inUseByAnother_isRefusedNamingIt() throws Exception {
    try (ServerProcess server = start("--appendonly", "yes")) {
      String other = home.resolve("other-backups").toString();
      String output = startInVain("--appendonly", "yes", "--backup-dir", other).output();
      assertThat(output)
          .contains(journal() + " is in use by another Radish")
          .contains("process " + server.process().pid())
          .contains("choose another with --journal-dir");
      try (Wire wire = server.connect()) {
        assertThat(wire.text("SET", "a", "1")).isEqualTo("OK");
      }
    }
  }

  @Test
  void oneFolder_forJournalAndBackups_isRefused() throws Exception {
    String both = home.resolve("both").toString();
    assertThat(startInVain("--journal-dir", both, "--backup-dir", both).output())
        .contains(
            "radish: the journal cannot be in the backup folder "
                + both
                + "; choose another for one of them with --journal-dir or --backup-dir");
  }

  @Test
  void journal_leftBehindByAppendonlyNo_stopsTheStartWithTheChoices() throws Exception {
    write("a", "1", "--appendonly", "yes");
    RunningProcess.Outcome outcome = startInVain("--appendonly", "no");
    assertThat(outcome.output())
        .contains(
            "radish: there is a journal in "
                + journal()
                + ", and this start is to be without one (appendonly no): what changed since the last"
                + " backup would be missing. Nothing was changed. Choices: --appendonly yes goes on"
                + " with it; radish recover --journal-dir "
                + journal()
                + " --from-backups moves the journal and its checkpoints aside; the next start loads"
                + " the newest whole backup; --journal-dir names another folder, where that one is"
                + " another server's");
    try (ServerProcess server = start("--appendonly", "yes");
        Wire wire = server.connect()) {
      assertThat(wire.text("GET", "a")).isEqualTo("1");
    }
  }

  @Test
  void journal_movedAside_isNeverLoadedOverNewerBackups() throws Exception {
    write("a", "old", "--appendonly", "yes");
    Files.move(journal(), home.resolve("journal-aside"));
    try (ServerProcess server = start("--appendonly", "no");
        Wire wire = server.connect()) {
      assertThat(wire.run("EXISTS", "a").toText()).isEqualTo("(integer) 0");
      assertThat(wire.text("SET", "a", "new")).isEqualTo("OK");
      assertThat(wire.run("BACKUP", "NOW").toText()).contains("ok");
      server.kill();
    }
    try (ServerProcess server = start("--appendonly", "yes");
        Wire wire = server.connect()) {
      assertThat(wire.text("GET", "a")).isEqualTo("new");
    }
  }

  @Test
  void restoreOnStartNone_withAJournal_loadsItAndSaysSo() throws Exception {
    write("a", "1", "--appendonly", "yes");
    try (ServerProcess server = start("--appendonly", "yes", "--restore-on-start", "none");
        Wire wire = server.connect()) {
      assertThat(wire.text("GET", "a")).isEqualTo("1");
      assertThat(server.process().output())
          .contains("restore-on-start is 'none', which is about backups: what the journal had is");
    }
  }

  @Test
  void journalFolder_deletedWhileRunning_isNoticedAndWritesAreRefused() throws Exception {
    try (ServerProcess server = start("--appendonly", "yes", "--appendfsync", "always");
        Wire wire = server.connect()) {
      assertThat(wire.text("SET", "a", "1")).isEqualTo("OK");
      delete(journal());
      String answer = wire.text("SET", "a", "2");
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (answer.equals("OK")) {
        assertThat(System.nanoTime() - deadline).as("it is not noticed").isNegative();
        answer = wire.text("SET", "a", "2");
      }
      assertThat(answer)
          .isEqualTo(
              "-MISCONF The journal's folder "
                  + journal()
                  + " was deleted while it was in use. Commands that change data are refused until the"
                  + " server was started again; BACKUP NOW saves what it holds.");
      assertThat(wire.text("GET", "a")).isEqualTo("2");
      assertThat(wire.text("SHUTDOWN")).isEqualTo("-ERR Errors trying to SHUTDOWN. Check logs.");
      assertThat(wire.text("GET", "a")).isEqualTo("2");
      assertThat(server.process().output())
          .contains("Not shutting down: the journal lacks what changed last");
      assertThat(wire.run("BACKUP", "NOW").toText()).contains("ok");
      server.kill();
    }
    try (ServerProcess server = start("--appendonly", "yes");
        Wire wire = server.connect()) {
      assertThat(wire.text("GET", "a")).isEqualTo("2");
    }
  }

  private static void delete(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
