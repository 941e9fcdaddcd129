// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code WAITAOF}, {@code BGREWRITEAOF} and what {@code INFO} says of the journal. */
final class JournalCommandsTest {
  private static final Reply SYNCED = new Reply.Array(List.of(new Reply.Int(1), new Reply.Int(0)));

  @TempDir private Path home;

  private RunningServer start(String... more) throws Exception {
    String[] options = new String[more.length + 2];
    options[0] = "--backup-interval";
    options[1] = "0";
    System.arraycopy(more, 0, options, 2, more.length);
    return RunningServer.start(home, options);
  }

  @Test
  void waitaof_underEachSetting_answersOnceAllIsOnDisk() throws Exception {
    try (RunningServer server = start("--appendonly", "yes");
        Wire wire = new Wire(server.port())) {
      for (String fsync : List.of("always", "everysec", "no")) {
        assertThat(wire.text("CONFIG", "SET", "appendfsync", fsync)).isEqualTo("OK");
        assertThat(wire.text("SET", "a", fsync)).isEqualTo("OK");
        assertThat(wire.run("WAITAOF", "1", "0", "0")).isEqualTo(SYNCED);
        assertThat(InfoText.field(wire, "radish_journal_durable_units"))
            .isEqualTo(InfoText.field(wire, "radish_journal_units"));
        assertThat(InfoText.field(wire, "aof_pending_bio_fsync")).isEqualTo("0");
      }
      assertThat(wire.run("WAITAOF", "0", "0", "0"))
          .isEqualTo(new Reply.Array(List.of(new Reply.Int(0), new Reply.Int(0))));
    }
  }

  @Test
  void waitaof_behindWritesOfOthers_waitsForThemToo() throws Exception {
    try (RunningServer server = start("--appendonly", "yes", "--appendfsync", "everysec");
        Wire writing = new Wire(server.port());
        Wire waiting = new Wire(server.port())) {
      for (int i = 0; i < 100; i++) {
        writing.add(List.of("SET", "k" + i, "v"));
      }
      writing.flush();
      for (int i = 0; i < 100; i++) {
        assertThat(Wire.text(writing.read())).isEqualTo("OK");
      }
      long units = Long.parseLong(InfoText.field(waiting, "radish_journal_units"));
      assertThat(waiting.run("WAITAOF", "1", "0", "0")).isEqualTo(SYNCED);
      assertThat(Long.parseLong(InfoText.field(waiting, "radish_journal_durable_units")))
          .isGreaterThanOrEqualTo(units);
    }
  }

  @Test
  void bgrewriteaof_takesACheckpoint_thatInfoTellsOf() throws Exception {
    try (RunningServer server = start("--appendonly", "yes");
        Wire wire = new Wire(server.port())) {
      String before = InfoText.field(wire, "radish_checkpoints");
      assertThat(wire.text("SET", "a", "1")).isEqualTo("OK");
      assertThat(wire.text("BGREWRITEAOF"))
          .isEqualTo("Background append only file rewriting started");
      awaitField(wire, "radish_checkpoints", Integer.toString(Integer.parseInt(before) + 1));
      assertThat(InfoText.field(wire, "aof_enabled")).isEqualTo("1");
      assertThat(InfoText.field(wire, "aof_last_bgrewrite_status")).isEqualTo("ok");
      assertThat(InfoText.field(wire, "aof_last_write_status")).isEqualTo("ok");
      assertThat(Long.parseLong(InfoText.field(wire, "aof_base_size"))).isPositive();
      assertThat(Long.parseLong(InfoText.field(wire, "aof_current_size"))).isPositive();
      assertThat(InfoText.field(wire, "radish_journal_state")).isEqualTo("healthy");
      assertThat(InfoText.field(wire, "radish_restorable_from")).endsWith("Z");
    }
  }

  @Test
  void journalCommands_withoutAJournal_saySo() throws Exception {
    try (RunningServer server = start("--appendonly", "no");
        Wire wire = new Wire(server.port())) {
      assertThat(wire.text("BGREWRITEAOF"))
          .isEqualTo("-ERR this server has no journal: it was started with appendonly no");
      assertThat(wire.text("WAITAOF", "1", "0", "0"))
          .isEqualTo(
              "-ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.");
      assertThat(InfoText.field(wire, "aof_enabled")).isEqualTo("0");
    }
  }

  @Test
  void restoreOfABackup_isThereAfterARestart() throws Exception {
    try (RunningServer server = start("--appendonly", "yes", "--appendfsync", "always");
        Wire wire = new Wire(server.port())) {
      assertThat(wire.text("CACHESET", "users", "a", "1")).isEqualTo("OK");
      Reply.Array taken = (Reply.Array) wire.run("BACKUP", "NOW", "users");
      String file = Wire.text(((Reply.Array) taken.items().getFirst()).items().get(1));
      assertThat(wire.text("CACHESET", "users", "a", "2")).isEqualTo("OK");
      assertThat(wire.text("BACKUP", "RESTORE", file)).doesNotStartWith("-");
      assertThat(wire.text("CACHESET", "users", "b", "3")).isEqualTo("OK");
    }
    try (RunningServer server = start("--appendonly", "yes");
        Wire wire = new Wire(server.port())) {
      assertThat(wire.text("CACHEGET", "users", "a")).isEqualTo("1");
      assertThat(wire.text("CACHEGET", "users", "b")).isEqualTo("3");
    }
  }

  @Test
  void bitsAndHyperLogLogs_areThereAfterARestart() throws Exception {
    List<String> keys = List.of("bits", "fields", "combined", "hll", "few", "merged");
    List<Reply> before = new ArrayList<>();
    try (RunningServer server = start("--appendonly", "yes", "--appendfsync", "always");
        Wire wire = new Wire(server.port())) {
      for (int i = 0; i < 400; i++) {
        wire.run("SETBIT", "bits", Integer.toString(i * 37 % 5_000), Integer.toString(i & 1));
        wire.run(
            "BITFIELD",
            "fields",
            "INCRBY",
            "u7",
            Integer.toString(i * 5),
            "3",
            "SET",
            "i3",
            "9",
            "-2",
            "OVERFLOW",
            "FAIL",
            "INCRBY",
            "i2",
            "4000",
            "9");
        wire.run("PFADD", "hll", "a" + i, "b" + i, "c" + i, "d" + i, "e" + i);
        wire.run("PFADD", "few", "x" + i % 50);
        wire.run("PFCOUNT", i % 3 == 0 ? "hll" : "few");
      }
      wire.run("BITOP", "XOR", "combined", "bits", "fields");
      wire.run("PFMERGE", "merged", "hll", "few");
      wire.run("EXPIREAT", "merged", "9000000000");
      wire.run("PFADD", "merged", "another");
      wire.run("PFCOUNT", "merged");
      for (String key : keys) {
        before.add(wire.run("GET", key));
      }
      assertThat(wire.text("PFDEBUG", "ENCODING", "hll")).isEqualTo("dense");
      assertThat(wire.text("PFDEBUG", "ENCODING", "few")).isEqualTo("sparse");
    }
    try (RunningServer server = start("--appendonly", "yes");
        Wire wire = new Wire(server.port())) {
      for (int i = 0; i < keys.size(); i++) {
        assertThat(wire.run("GET", keys.get(i))).as(keys.get(i)).isEqualTo(before.get(i));
      }
      assertThat(wire.run("EXPIRETIME", "merged")).isEqualTo(new Reply.Int(9_000_000_000L));
    }
  }

  private static void awaitField(Wire wire, String name, String value) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!InfoText.field(wire, name).equals(value)) {
      assertThat(System.nanoTime() - deadline).as(name + " is not " + value).isNegative();
    }
  }
}
