// SPDX-License-Identifier: Apache-2.0
package io.radish.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.backup.PersistenceHandler;
import io.radish.disk.FolderLock;
import io.radish.it.RepositoryRoot;
import io.radish.resp.Reply;
import io.radish.server.Console;
import io.radish.server.Server;
import io.radish.server.config.CommandLine;
import io.radish.server.config.ConfigLoader;
import io.radish.store.ManualClock;
import io.radish.store.Store;
import io.radish.testkit.CommandDriver;
import io.radish.testkit.FakeServer;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The messages that the documents explain are those that Radish gives. */
class TroubleshootingTest {
  private static final String ROW = "| `";

  /** Messages that cannot be provoked here, and who answers for them. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "No space left on device", "the system's own words; BrokenDiskTest fills a disk",
          "radish: needs a JDK 25 or newer …", "the launcher's; LauncherTest hides the JDK");

  private final Path folder;
  private final Path backups;
  private final ManualClock clock = new ManualClock();
  private final List<String> messages = new ArrayList<>();

  TroubleshootingTest(@TempDir Path folder) {
    this.folder = folder;
    this.backups = folder.resolve("cache_backup");
  }

  @Test
  void messagesInTheDocuments_areThoseThatRadishGives() throws Exception {
    try (Store store = Store.builder().clock(clock).build();
        PersistenceHandler persistence =
            PersistenceHandler.builder(store).folder(backups).clock(clock).build()) {
      SampleData.fill(store);
      messages.add(persistence.run(List.of("users", "sessions", "nowhere")).summary());
      clock.advance(Duration.ofMinutes(5));
      persistence.backupAll();
      FakeServer around = new FakeServer();
      try (CommandDriver client = CommandDriver.open(2, store, clock, around, persistence)) {
        provokeMistakes(client);
        provokeDamage(client, persistence.listBackups("users").getFirst().filepath());
      }
      note(persistence::restoreLatestRun);
    }
    provokeStarts();

    List<String> documented = new ArrayList<>(documented("docs/PERSISTENCE_GUIDE.md"));
    documented.addAll(documented("docs/USER_GUIDE.md"));
    assertThat(documented).hasSizeGreaterThan(15);
    for (String message : documented) {
      if (ELSEWHERE.containsKey(message)) {
        System.err.println("not provoked: " + message + ": " + ELSEWHERE.get(message));
      } else {
        assertThat(messages).as(message).anyMatch(given -> pattern(message).matcher(given).find());
      }
    }
  }

  private void provokeMistakes(CommandDriver client) {
    note(client.run("BACKUP", "NOW", "nowhere"));
    note(client.run("BACKUP", "RESTORE", "cache_nowhere_20251115_161118.json"));
    note(client.run("BACKUP", "RESTORE", "../secret"));
    note(client.run("CACHE", "products", "GET", "bestsellers"));
  }

  private void provokeDamage(CommandDriver client, Path file) throws Exception {
    String name = Objects.toString(file.getFileName());
    String good = Files.readString(file);
    for (String damaged :
        List.of(
            good.replace("alice", "alicf"),
            good.replace("\"item_count\": 3", "\"item_count\": 4"),
            "no JSON",
            "{\"a\": 1}",
            good.substring(0, good.length() / 2))) {
      Files.writeString(file, damaged);
      note(client.run("BACKUP", "RESTORE", name));
    }
  }

  private void provokeStarts() throws Exception {
    note(() -> start("--backup-dir", backups.toString()));
    try (FolderLock lock = FolderLock.acquire("backup folder", folder.resolve("locked"))) {
      Objects.requireNonNull(lock);
      note(() -> start("--backup-dir", folder.resolve("locked").toString()));
    }
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    note(() -> start("--backup-dir", file.resolve("backups").toString()));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      note(() -> start("--port", Integer.toString(taken.getLocalPort())));
    }
    try (CommandDriver stranger =
        CommandDriver.open(
            2,
            Store.builder().clock(clock).build(),
            clock,
            new FakeServer().with("requirepass", "secret"),
            null)) {
      note(stranger.run("GET", "k"));
    }
  }

  private void start(String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("--bind", "127.0.0.1"));
    all.addAll(List.of("--port", Integer.toString(ShellGround.freePort())));
    all.addAll(List.of(options));
    Server.start(
        ConfigLoader.load(CommandLine.parse(all), Map.of(), folder),
        new Console(new PrintStream(PrintStream.nullOutputStream())));
    throw new AssertionError("started in spite of " + all);
  }

  /** Something that fails. */
  private interface Attempt {
    void run() throws Exception;
  }

  private void note(Attempt attempt) {
    try {
      attempt.run();
    } catch (Exception e) {
      messages.add(String.valueOf(e.getMessage()));
      return;
    }
    throw new AssertionError("it should have failed");
  }

  private void note(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Failure.class);
    messages.add(((Reply.Failure) reply).message());
  }

  /** The messages in the first column of a document's tables of messages. */
  private static List<String> documented(String document) throws Exception {
    List<String> found = new ArrayList<>();
    boolean inTable = false;
    for (String line : MarkdownDocument.read(RepositoryRoot.find(), document).lines()) {
      inTable = line.startsWith("| message |") || (inTable && line.startsWith("|"));
      if (inTable && line.startsWith(ROW)) {
        found.add(line.substring(ROW.length(), line.indexOf('`', ROW.length())));
      }
    }
    return found;
  }

  /** The message with any numbers, and anything in the place of its dots. */
  private static Pattern pattern(String message) {
    return Pattern.compile(
        List.of(message.split("…", -1)).stream()
            .map(piece -> Pattern.quote(piece).replaceAll("\\d+", "\\\\E\\\\d+\\\\Q"))
            .collect(Collectors.joining(".*")));
  }
}
