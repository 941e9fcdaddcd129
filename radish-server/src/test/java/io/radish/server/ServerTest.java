// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.command.ServerControl.ShutdownMode;
import io.radish.resp.Reply;
import io.radish.resp.ReplyReader;
import io.radish.resp.RequestEncoder;
import io.radish.server.config.CommandLine;
import io.radish.server.config.ConfigLoader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServerTest {
  @TempDir Path home;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final List<Server> started = new ArrayList<>();
  private int port;

  @BeforeEach
  void findPort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
  }

  @AfterEach
  void stopAll() {
    started.forEach(server -> server.stop(ShutdownMode.NOSAVE));
  }

  private Server start(String... options) throws Exception {
    return start(new PrintStream(printed, true, StandardCharsets.UTF_8), options);
  }

  private Server start(PrintStream out, String... options) throws Exception {
    List<String> words =
        new ArrayList<>(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    words.addAll(List.of(options));
    Server server =
        Server.start(ConfigLoader.load(CommandLine.parse(words), Map.of(), home), new Console(out));
    started.add(server);
    return server;
  }

  /** Asks as soon as a line says that the server listens, and keeps the answers. */
  private final class AskingStream extends PrintStream {
    private final List<Reply> answers = new ArrayList<>();

    AskingStream() {
      super(printed, true, StandardCharsets.UTF_8);
    }

    @Override
    public void println(@Nullable String text) {
      super.println(text);
      if (String.valueOf(text).contains("listening")) {
        try (Caller caller = new Caller()) {
          answers.add(caller.run("PING"));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  @Test
  void client_thatAsksOnceTheServerSaysItListens_isServed() throws Exception {
    AskingStream out = new AskingStream();
    start(out, "--appendonly", "yes");
    assertThat(out.answers).isNotEmpty().containsOnly(new Reply.Simple("PONG"));
  }

  private List<String> lines() {
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private Path backups() {
    return home.resolve(".radish/cache_backup");
  }

  private List<String> backupFiles() throws IOException {
    try (Stream<Path> files = Files.list(backups())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(n -> n.endsWith(".json"))
          .toList();
    }
  }

  private String log(String kind) throws IOException {
    try (Stream<Path> files = Files.list(home.resolve(".radish/logs"))) {
      Path file =
          files.filter(f -> f.getFileName().toString().startsWith(kind)).findFirst().orElseThrow();
      return Files.readString(file);
    }
  }

  /** A client that sends one request after the other. */
  private final class Caller implements AutoCloseable {
    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    private final ReplyReader replies = new ReplyReader(socket.getInputStream());

    Caller() throws IOException {
      socket.setTcpNoDelay(true);
    }

    Reply run(String... words) throws IOException {
      socket.getOutputStream().write(RequestEncoder.encode(words));
      return replies.read();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static final Reply OK = new Reply.Simple("OK");

  private static Reply bulk(String text) {
    return new Reply.Bulk(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void stop_withDataInFourKeyspaces_saysWhatTheGuideShows() throws Exception {
    Server server = start();
    try (Caller caller = new Caller()) {
      caller.run("SET", "a", "1");
      for (String cache : List.of("users", "products", "sessions")) {
        assertThat(caller.run("CACHESET", cache, "k", "v")).isEqualTo(OK);
      }
    }
    int before = lines().size();
    assertThat(server.stop(ShutdownMode.DEFAULT)).isZero();
    assertThat(lines().subList(before, lines().size()))
        .containsExactly(
            "Shutting down server...",
            "Performing final backup...",
            "Backup completed: 4/4 successful",
            "Cleaning up resources...",
            "Server shutdown complete.");
    assertThat(server.awaitStop()).isZero();
    assertThat(server.stop(ShutdownMode.SAVE)).isZero();
    assertThat(backupFiles()).hasSize(4);
  }

  @Test
  void start_showsAddressProcessFolderAndInterval() throws Exception {
    start("--backup-interval", "77");
    assertThat(String.join("\n", lines()))
        .contains(
            "Radish " + Version.TEXT,
            "127.0.0.1:" + port,
            Long.toString(ProcessHandle.current().pid()),
            backups().toString(),
            "77 seconds",
            "all:24h hourly:7d daily:30d, at most 20000 files");
  }

  @Test
  void journal_whereItIsOn_isPartOfTheHealthOfTheBackups() throws Exception {
    start("--appendonly", "yes");
    try (Caller caller = new Caller()) {
      assertThat(caller.run("BACKUP", "STATUS").toText())
          .contains("journal_state", "healthy", "journal_lag_millis", "journal_folder_bytes");
      assertThat(caller.run("INFO", "persistence").toText())
          .contains(
              "radish_journal_state:healthy",
              "radish_journal_lag_millis:",
              "radish_journal_folder_bytes:",
              "radish_backup_alerts:none");
    }
  }

  @Test
  void settingsOfBackups_changedWhileItRuns_holdForTheNextRun() throws Exception {
    start("--backup-retention", "none", "--backup-cache-intervals", "users=600");
    assertThat(log("server")).contains("After a run, all backups are kept, at most 20000 files");
    assertThat(log("server"))
        .contains("backup-cache-intervals users=600: full runs come every 300");
    try (Caller caller = new Caller()) {
      caller.run("SET", "greeting", "hello");
      caller.run("BACKUP", "NOW");
      caller.run("BACKUP", "NOW");
      assertThat(backupFiles()).hasSize(2);
      assertThat(caller.run("CONFIG", "SET", "backup-max-files", "1")).isEqualTo(OK);
      caller.run("BACKUP", "NOW");
      assertThat(backupFiles()).hasSize(1);
      assertThat(caller.run("CONFIG", "SET", "backup-retention", "all:7x").toText())
          .contains("'7x' in 'all:7x' is no time");
      assertThat(caller.run("CONFIG", "SET", "backup-cache-intervals", "users").toText())
          .contains("such as users=60");
      assertThat(
              caller.run(
                  "CONFIG",
                  "SET",
                  "backup-retention",
                  "hourly:2d all:1h",
                  "backup-max-size",
                  "1gb",
                  "backup-cache-intervals",
                  "\"a b=60\" users=30",
                  "backup-alert-age",
                  "0",
                  "backup-alert-size",
                  "5mb"))
          .isEqualTo(OK);
      assertThat(caller.run("CONFIG", "GET", "backup-*").toText())
          .contains("\"all:1h hourly:2d\"", "\"1073741824\"", "a b=60", "users=30", "\"5242880\"");
    }
  }

  @Test
  void restart_bringsEverythingBack_andSaysSo() throws Exception {
    start();
    try (Caller caller = new Caller()) {
      caller.run("SET", "greeting", "hello");
      caller.run("RPUSH", "list", "a", "b");
      caller.run("CACHESET", "users", "user:1", "alice@example.com");
    }
    started.getLast().stop(ShutdownMode.DEFAULT);
    start();
    assertThat(lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("Recovered from the checkpoint of unit 0: ")
                    .contains("with 4 units applied"));
    try (Caller caller = new Caller()) {
      assertThat(caller.run("GET", "greeting")).isEqualTo(bulk("hello"));
      assertThat(caller.run("CACHEGET", "users", "user:1")).isEqualTo(bulk("alice@example.com"));
      assertThat(caller.run("LLEN", "list")).isEqualTo(new Reply.Int(2));
    }
  }

  @Test
  void restart_withoutAJournal_bringsTheLastBackupBack_andSaysSo() throws Exception {
    start("--appendonly", "no");
    try (Caller caller = new Caller()) {
      caller.run("SET", "greeting", "hello");
      caller.run("RPUSH", "list", "a", "b");
      caller.run("CACHESET", "users", "user:1", "alice@example.com");
    }
    started.getLast().stop(ShutdownMode.DEFAULT);
    start("--appendonly", "no");
    assertThat(lines())
        .anySatisfy(
            line -> assertThat(line).startsWith("Restored 3 items from 2 backup files, as of "));
    try (Caller caller = new Caller()) {
      assertThat(caller.run("GET", "greeting")).isEqualTo(bulk("hello"));
      assertThat(caller.run("CACHEGET", "users", "user:1")).isEqualTo(bulk("alice@example.com"));
      assertThat(caller.run("LLEN", "list")).isEqualTo(new Reply.Int(2));
    }
  }

  @Test
  void restart_withRestoreOnStartNone_beginsEmpty() throws Exception {
    start("--appendonly", "no");
    try (Caller caller = new Caller()) {
      caller.run("SET", "a", "1");
    }
    started.getLast().stop(ShutdownMode.DEFAULT);
    start("--appendonly", "no", "--restore-on-start", "none");
    try (Caller caller = new Caller()) {
      assertThat(caller.run("DBSIZE")).isEqualTo(new Reply.Int(0));
    }
  }

  @Test
  void start_withADamagedBackup_isRefusedWithTheChoices_andChangesNothing() throws Exception {
    start("--appendonly", "no");
    try (Caller caller = new Caller()) {
      caller.run("SET", "a", "1");
    }
    started.getLast().stop(ShutdownMode.DEFAULT);
    Path file = backups().resolve(backupFiles().getFirst());
    String damaged = Files.readString(file).replace("\"1\"", "\"2\"");
    Files.writeString(file, damaged);
    assertThatThrownBy(() -> start("--appendonly", "no"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(file.getFileName().toString())
        .hasMessageContaining("Choices: ");
    assertThat(Files.readString(file)).isEqualTo(damaged);
    assertThat(backupFiles()).hasSize(1);
    start("--appendonly", "no", "--restore-on-start", "none");
  }

  @Test
  void start_inAFolderInUse_namesTheOtherProcess() throws Exception {
    start();
    assertThatThrownBy(this::start)
        .hasMessage(
            "the backup folder %s is in use by another Radish (process %d);"
                + " choose another with --backup-dir",
            backups(), ProcessHandle.current().pid());
    try (Caller caller = new Caller()) {
      assertThat(caller.run("PING")).isEqualTo(new Reply.Simple("PONG"));
    }
  }

  @Test
  void start_onATakenPort_isOneLine_andLeavesTheFolderFree() throws Exception {
    try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(other.isBound()).isTrue();
      assertThatThrownBy(this::start)
          .hasMessageStartingWith("port " + port + " on 127.0.0.1 is taken by another program");
    }
    start();
  }

  @Test
  void start_whereAFolderCannotBe_isOneLineEach() throws Exception {
    Path file = Files.writeString(home.resolve("file"), "");
    assertThatThrownBy(() -> start("--backup-dir", file + "/backups"))
        .hasMessageStartingWith("cannot write to the backup folder " + file + "/backups (")
        .hasMessageEndingWith("; choose another with --backup-dir");
    assertThatThrownBy(() -> start("--log-dir", file + "/logs"))
        .hasMessageStartingWith("cannot write to the log folder " + file + "/logs (")
        .hasMessageEndingWith("; choose another with --log-dir");
  }

  @Test
  void shutdownCommand_closesTheConnection_andBacksUpAsAsked() throws Exception {
    Server server = start();
    try (Caller caller = new Caller()) {
      caller.run("SET", "a", "1");
      assertThatThrownBy(() -> caller.run("SHUTDOWN", "NOSAVE")).isInstanceOf(IOException.class);
    }
    assertThat(server.awaitStop()).isZero();
    assertThat(lines()).doesNotContain("Performing final backup...");
    assertThat(backupFiles()).isEmpty();

    Server second = start("--backup-on-shutdown", "no");
    try (Caller caller = new Caller()) {
      caller.run("SET", "a", "1");
      assertThatThrownBy(() -> caller.run("SHUTDOWN", "SAVE")).isInstanceOf(IOException.class);
    }
    assertThat(second.awaitStop()).isZero();
    assertThat(backupFiles()).hasSize(1);
  }

  @Test
  void shutdownCommand_whoseBackupFails_isAnsweredAndGivenUp() throws Exception {
    Server server = start();
    try (Caller caller = new Caller()) {
      caller.run("SET", "a", "precious");
      breakFolder();
      assertThat(caller.run("SHUTDOWN"))
          .isEqualTo(new Reply.Failure("ERR Errors trying to SHUTDOWN. Check logs."));
      assertThat(caller.run("GET", "a")).isEqualTo(bulk("precious"));
      assertThat(new Caller().run("GET", "a")).isEqualTo(bulk("precious"));
      assertThatThrownBy(() -> caller.run("SHUTDOWN", "FORCE")).isInstanceOf(IOException.class);
    }
    assertThat(server.awaitStop()).isEqualTo(1);
    assertThat(log("server")).contains("default_store was not backed up: ");
  }

  @Test
  void stop_whoseBackupFails_endsWithAnotherExitCode() throws Exception {
    Server server = start();
    try (Caller caller = new Caller()) {
      caller.run("SET", "a", "1");
    }
    breakFolder();
    assertThat(server.stop(ShutdownMode.DEFAULT)).isEqualTo(1);
    assertThat(lines()).contains("Backup completed: 0/1 successful", "Server shutdown complete.");
  }

  /** Puts a file where the folder was, so that nothing can be written there, by root neither. */
  private void breakFolder() throws IOException {
    Files.delete(backups().resolve(".lock"));
    Files.delete(backups());
    Files.writeString(backups(), "");
  }

  @Test
  void password_whereOneIsSet_isAskedFor_andIsInNoLog() throws Exception {
    start("--requirepass", "s3cret-one");
    try (Caller caller = new Caller()) {
      assertThat(caller.run("GET", "a"))
          .isEqualTo(new Reply.Failure("NOAUTH Authentication required."));
      assertThat(caller.run("AUTH", "wrong-pass")).isInstanceOf(Reply.Failure.class);
      assertThat(caller.run("AUTH", "s3cret-one")).isEqualTo(OK);
      assertThat(caller.run("CONFIG", "SET", "requirepass", "s3cret-two")).isEqualTo(OK);
      assertThat(caller.run("SET", "key-name", "value-text")).isEqualTo(OK);
      assertThat(caller.run("LPUSH", "key-name", "value-text")).isInstanceOf(Reply.Failure.class);
      assertThat(caller.run("NOSUCH", "value-text")).isInstanceOf(Reply.Failure.class);
    }
    try (Caller caller = new Caller()) {
      assertThat(caller.run("AUTH", "s3cret-one")).isInstanceOf(Reply.Failure.class);
      assertThat(caller.run("AUTH", "s3cret-two")).isEqualTo(OK);
    }
    started.getLast().stop(ShutdownMode.DEFAULT);
    assertThat(log("radish"))
        .contains("GET of client 1 at 127.0.0.1:", "NOAUTH", "LPUSH of client 1", "WRONGTYPE");
    assertThat(log("radish") + log("server"))
        .doesNotContain("s3cret", "wrong-pass", "value-text", "key-name");
  }

  @Test
  void settings_changedWhileItRuns_takeEffect() throws Exception {
    start("--slowlog-log-slower-than", "-1");
    try (Caller caller = new Caller()) {
      assertThat(caller.run("CONFIG", "SET", "backup-interval", "1234", "hz", "100")).isEqualTo(OK);
      assertThat(caller.run("BACKUP", "STATUS").toText()).contains("1234");
      assertThat(caller.run("CONFIG", "SET", "port", "1"))
          .isEqualTo(
              new Reply.Failure(
                  "ERR CONFIG SET failed (possibly related to argument 'port') - can't set"
                      + " immutable config"));
      assertThat(caller.run("CONFIG", "REWRITE"))
          .isEqualTo(new Reply.Failure("ERR The server is running without a config file"));
      assertThat(caller.run("CONFIG", "SET", "slowlog-log-slower-than", "0")).isEqualTo(OK);
      caller.run("PING");
      assertThat(caller.run("CONFIG", "SET", "loglevel", "warning")).isEqualTo(OK);
    }
    started.getLast().stop(ShutdownMode.NOSAVE);
    assertThat(log("radish")).contains("log.slow: PING took ");
  }

  @Test
  void info_ofARunningServer_hasTheFactsOfTheProcess() throws Exception {
    start();
    try (Caller caller = new Caller()) {
      String info = ((Reply.Bulk) caller.run("INFO")).text();
      assertThat(info)
          .contains(
              "process_id:" + ProcessHandle.current().pid() + "\r\n",
              "tcp_port:" + port + "\r\n",
              "connected_clients:1\r\n",
              "total_connections_received:1\r\n",
              "radish_version:" + Version.TEXT + "\r\n")
          .containsPattern("run_id:[0-9a-f]{40}\r\n")
          .containsPattern("used_cpu_user:\\d+\\.\\d+\r\n")
          .containsPattern("used_memory_rss:[1-9]\\d+\r\n")
          .containsPattern("total_net_input_bytes:[1-9]");
      caller.run("CONFIG", "RESETSTAT");
      assertThat(((Reply.Bulk) caller.run("INFO", "stats")).text())
          .contains("total_connections_received:0\r\n");
    }
  }

  @Test
  void clientsOfTheServer_areListed_andCanBeKilled() throws Exception {
    start();
    try (Caller first = new Caller();
        Caller second = new Caller()) {
      String id = Long.toString(((Reply.Int) first.run("CLIENT", "ID")).value());
      assertThat(second.run("CLIENT", "LIST").toText())
          .contains("id=1 ", "id=2 ", "addr=127.0.0.1:");
      assertThat(second.run("CLIENT", "KILL", "ID", id)).isEqualTo(new Reply.Int(1));
      // Its own thread closes it, perhaps after what it has sent already.
      assertThatThrownBy(() -> runUntilClosed(first)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void longCommand_holdsUpNobody_andItsClientInOrder() throws Exception {
    start();
    try (Caller caller = new Caller()) {
      caller.run("SET", "a", "1");
      caller.socket.getOutputStream().write(RequestEncoder.encode("BACKUP", "NOW"));
      caller.socket.getOutputStream().write(RequestEncoder.encode("GET", "a"));
      assertThat(caller.replies.read().toText()).contains("default_store_", "ok");
      assertThat(caller.replies.read()).isEqualTo(bulk("1"));
    }
  }

  @Test
  void inlineJson_asTyped_isStored() throws Exception {
    start();
    try (Caller caller = new Caller()) {
      caller
          .socket
          .getOutputStream()
          .write("SET user:2 {\"name\": \"Jane\"} EX 60\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(caller.replies.read()).isEqualTo(OK);
      assertThat(caller.run("GET", "user:2")).isEqualTo(bulk("{\"name\": \"Jane\"}"));
    }
  }

  private static void runUntilClosed(Caller caller) throws Exception {
    for (int i = 0; i < 100_000; i++) {
      caller.run("PING");
    }
  }
}
