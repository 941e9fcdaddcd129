// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.radish.resp.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose disk is full, or takes nothing: a small file system in memory, mounted for it. */
final class FullDiskTest {
  private static final int MEGABYTES = 44;

  /** Leaves 12 MiB to the journal; and when it is gone, room for a start to copy a segment. */
  private static final int FILLER_BYTES = 32 << 20;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  @TempDir private Path home;
  private Path disk = Path.of("");
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(home.resolve("small-disk"));
    mounted =
        run("mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m", "tmpfs", disk.toString());
    if (!mounted) {
      System.out.println("FullDiskTest SKIPPED: this user may not mount a file system");
    }
    assumeTrue(mounted, "this user may not mount a file system: no test of a full disk");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      // There is no such program here.
      return false;
    }
  }

  private ServerProcess start(String fsync) throws Exception {
    return ServerProcess.start(
        home,
        "--appendonly",
        "yes",
        "--appendfsync",
        fsync,
        "--journal-dir",
        disk.resolve("journal").toString(),
        "--backup-dir",
        disk.resolve("backups").toString(),
        "--backup-interval",
        "0");
  }

  private static String key(int number) {
    return "key:" + number;
  }

  /** Writes values of 64 KiB until one is refused; the number of those acknowledged. */
  private static int fill(Wire wire) throws IOException {
    String value = "x".repeat(64 << 10);
    for (int i = 0; ; i++) {
      Reply reply = wire.run("SET", key(i), i + value);
      if (reply instanceof Reply.Failure failure) {
        assertThat(failure.message()).startsWith("MISCONF Errors writing to the journal: ");
        return i;
      }
      assertThat(i).as("the disk does not become full").isLessThan(MEGABYTES * 16 + 1);
    }
  }

  private static void awaitWritable(Wire wire) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    String answer = wire.text("SET", "probe", "1");
    while (!answer.equals("OK")) {
      assertThat(answer).startsWith("-MISCONF ");
      assertThat(System.nanoTime() - deadline).as(answer).isNegative();
      answer = wire.text("SET", "probe", "1");
    }
  }

  private static void checkAll(Wire wire, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      assertThat(wire.text("GET", key(i))).startsWith(i + "x").hasSizeGreaterThan(64 << 10);
    }
  }

  private void checkRefusals(Wire wire) throws IOException {
    assertThat(wire.text("DEL", key(0))).startsWith("-MISCONF ");
    assertThat(wire.text("CACHE", "other", "SET", "a", "1")).startsWith("-MISCONF ");
    assertThat(wire.text("CACHESET", "other", "a", "1")).startsWith("-MISCONF ");
    assertThat(wire.text("FLUSHALL")).startsWith("-MISCONF ");
    assertThat(wire.text("BACKUP", "RESTORE", "default_store_1.json")).startsWith("-MISCONF ");
    assertThat(wire.text("GET", key(0))).startsWith("0x");
    assertThat(wire.text("PING")).isEqualTo("PONG");
    assertThat(InfoText.field(wire, "aof_last_write_status")).isEqualTo("err");
    assertThat(InfoText.field(wire, "radish_journal_state")).isEqualTo("failing");
  }

  private void fillAndRecover(String fsync) throws Exception {
    int acknowledged;
    String backup;
    try (ServerProcess server = start(fsync);
        Wire writing = server.connect();
        Wire other = server.connect()) {
      assertThat(writing.text("SET", "early", "bird")).isEqualTo("OK");
      backup = Wire.text(((Reply.Array) first(writing.run("BACKUP", "NOW"))).items().get(1));
      Path filler = disk.resolve("filler");
      Files.write(filler, new byte[FILLER_BYTES]);
      acknowledged = fill(writing);
      checkRefusals(other);
      checkAll(other, acknowledged);
      assertThat(other.run("BACKUP", "NOW").toText()).contains("No space left");
      assertThat(other.text("BACKUP", "VERIFY", backup)).doesNotStartWith("-");
      Files.delete(filler);
      awaitWritable(writing);
      assertThat(InfoText.field(other, "radish_journal_state")).isEqualTo("healthy");
      assertThat(writing.text("SET", "after", "it")).isEqualTo("OK");
      assertThat(writing.text("WAITAOF", "1", "0", "0")).startsWith("1) (integer) 1");
      server.kill();
    }
    try (ServerProcess server = start(fsync);
        Wire wire = server.connect()) {
      checkAll(wire, acknowledged);
      assertThat(wire.text("GET", "after")).isEqualTo("it");
      assertThat(wire.text("BACKUP", "VERIFY", backup)).doesNotStartWith("-");
    }
  }

  private static Reply first(Reply reply) {
    return ((Reply.Array) reply).items().getFirst();
  }

  @Test
  void fullDisk_underEverysec_refusesWritesServesReadsAndRecovers() throws Exception {
    fillAndRecover("everysec");
  }

  @Test
  void fullDisk_underAlways_answersReadsAndRecovers() throws Exception {
    int acknowledged = 0;
    try (ServerProcess server = start("always");
        Wire writing = server.connect();
        Wire other = server.connect()) {
      Path filler = disk.resolve("filler");
      Files.write(filler, new byte[FILLER_BYTES]);
      String value = "x".repeat(64 << 10);
      // The reply to the write that the disk does not take is held; so it is not waited for.
      while (InfoText.field(other, "radish_journal_state").equals("healthy")) {
        assertThat(acknowledged).isLessThan(MEGABYTES * 16);
        writing.add(List.of("SET", key(acknowledged), acknowledged + value));
        writing.flush();
        if (!repliesOrFails(writing, other)) {
          break;
        }
        acknowledged++;
      }
      checkRefusals(other);
      checkAll(other, acknowledged);
      Files.delete(filler);
      // Held until now: it is on disk at last.
      assertThat(Wire.text(writing.read())).isEqualTo("OK");
      awaitWritable(other);
      server.kill();
    }
    try (ServerProcess server = start("always");
        Wire wire = server.connect()) {
      checkAll(wire, acknowledged + 1);
    }
  }

  /** Whether the reply came; false where the journal fails first. */
  private static boolean repliesOrFails(Wire writing, Wire other) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!writing.hasReply()) {
      if (InfoText.field(other, "radish_journal_state").equals("failing")) {
        return false;
      }
      assertThat(System.nanoTime() - deadline).isNegative();
    }
    assertThat(Wire.text(writing.read())).isEqualTo("OK");
    return true;
  }

  @Test
  void readOnlyDisk_atTheStart_isNamed() throws Exception {
    assertThat(run("mount", "-o", "remount,ro", disk.toString())).isTrue();
    try (ServerProcess server =
        ServerProcess.begin(
            home,
            ServerProcess.freePort(),
            List.of("--appendonly", "yes", "--journal-dir", disk.resolve("journal").toString()))) {
      var outcome = server.process().await();
      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.output())
          .contains("radish: cannot write to the journal's folder " + disk.resolve("journal"))
          .contains("Read-only file system", "choose another with --journal-dir");
    }
  }
}
