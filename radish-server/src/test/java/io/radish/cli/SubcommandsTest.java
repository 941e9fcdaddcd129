// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.ServerControl.ShutdownMode;
import io.radish.server.Console;
import io.radish.server.Server;
import io.radish.server.Version;
import io.radish.server.config.CommandLine;
import io.radish.server.config.ConfigLoader;
import io.radish.server.config.Parameter;
import io.radish.server.config.Parameters;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SubcommandsTest {
  @TempDir Path home;
  private final List<Server> started = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private String input = "";
  private String port = "";

  private record Outcome(int code, String out, String err) {}

  @BeforeEach
  void findPort() throws IOException {
    environment.put("HOME", home.toString());
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = Integer.toString(probe.getLocalPort());
    }
  }

  @AfterEach
  void stopServer() {
    started.forEach(server -> server.stop(ShutdownMode.NOSAVE));
  }

  private void startServer(String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("--port", port, "--bind", "127.0.0.1"));
    words.addAll(List.of("--log-dir", "", "--io-threads", "1"));
    words.addAll(List.of(options));
    started.add(
        Server.start(
            ConfigLoader.load(CommandLine.parse(words), Map.of(), home),
            new Console(new PrintStream(OutputStream.nullOutputStream()))));
  }

  private Outcome radish(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            List.of(words),
            new Streams(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                Optional.empty()));
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Outcome cli(String... words) {
    List<String> all = new ArrayList<>(List.of("cli", "-p", port));
    all.addAll(List.of(words));
    return radish(all.toArray(String[]::new));
  }

  private Outcome backup(String sub, String... words) {
    List<String> all = new ArrayList<>(List.of("backup", sub, "-p", port));
    all.addAll(List.of(words));
    return radish(all.toArray(String[]::new));
  }

  private Path folder() {
    return home.resolve(".radish/cache_backup");
  }

  @Test
  void version_isOneLine() {
    assertThat(radish("--version").out).startsWith("Radish " + Version.TEXT).hasLineCount(1);
  }

  @Test
  void help_onEverything_namesTheSubcommands_andOnTheServerAllSettings() {
    assertThat(radish("--help").out).contains("cli", "backup", "help server");
    assertThat(radish("help", "backup").out).contains("restore", "cleanup");
    assertThat(radish("backup", "cleanup", "--help").out).contains("--dir", "DAYS");
    String settings = radish("server", "--help").out;
    for (Parameter<?> parameter : Parameters.all()) {
      assertThat(settings).contains("--" + parameter.name() + "  (");
    }
    assertThat(settings.lines().filter(line -> line.startsWith("      ")))
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
  }

  @Test
  void port_notGiven_isThatOfTheEnvironment() throws Exception {
    startServer();
    environment.put("RADISH_PORT", port);
    assertThat(radish("cli", "PING").out).isEqualTo("PONG\n");
    environment.put("RADISH_PORT", "soon");
    assertThat(radish("cli", "PING").err)
        .isEqualTo("radish: RADISH_PORT is 'soon' and should be a port's number\n");
  }

  @Test
  void mistakes_onTheCommandLine_areOneLineAndACode() {
    assertThat(radish("bakup"))
        .isEqualTo(
            new Outcome(
                2,
                "",
                "radish: there is no command or configuration file 'bakup'; did you mean 'radish"
                    + " backup'?\n"));
    assertThat(radish("--prot", "1"))
        .isEqualTo(
            new Outcome(
                1, "", "radish: command line: there is no setting --prot; did you mean --port?\n"));
    assertThat(radish("help", "nothing").code).isEqualTo(2);
    for (Outcome outcome :
        List.of(
            radish("backup"),
            radish("backup", "nothing"),
            radish("backup", "cleanup", "soon"),
            radish("backup", "show"),
            radish("cli", "--port", "x"))) {
      assertThat(outcome.code).isEqualTo(2);
      assertThat(outcome.err).startsWith("radish: ").hasLineCount(1);
    }
  }

  @Test
  void cli_withACommand_printsItsReply() throws Exception {
    startServer();
    assertThat(cli("SET", "a", "hello \"wörld\"")).isEqualTo(new Outcome(0, "OK\n", ""));
    assertThat(cli("GET", "a").out).isEqualTo("hello \"wörld\"\n");
    assertThat(cli("--no-raw", "GET", "a").out).isEqualTo("\"hello \\\"w\\xc3\\xb6rld\\\"\"\n");
    assertThat(cli("RPUSH", "l", "x", "y").out).isEqualTo("2\n");
    assertThat(cli("--no-raw", "RPUSH", "l", "z").out).isEqualTo("(integer) 3\n");
    assertThat(cli("LRANGE", "l", "0", "-1").out).isEqualTo("x\ny\nz\n");
    assertThat(cli("--no-raw", "LRANGE", "l", "0", "1").out).isEqualTo("1) \"x\"\n2) \"y\"\n");
    assertThat(cli("GET", "nothing").out).isEqualTo("\n");
    assertThat(cli("--no-raw", "GET", "nothing").out).isEqualTo("(nil)\n");
    assertThat(cli("LPUSH", "a", "1").code).isEqualTo(1);
    assertThat(cli("LPUSH", "a", "1").out).startsWith("WRONGTYPE ");
    assertThat(cli("-n", "users", "SET", "a", "of users").code).isZero();
    assertThat(cli("CACHEGET", "users", "a").out).isEqualTo("of users\n");
    assertThat(cli("SET", "dashed", "-1").code).isZero();
    assertThat(cli("LRANGE", "l", "-1", "-1").out).isEqualTo("z\n");
  }

  @Test
  void cli_withAPipe_runsItsLines() throws Exception {
    startServer();
    input = "SET a \"1 2\"\n\nGET a\nGET \"open\nPING\n";
    Outcome outcome = cli();
    assertThat(outcome.out).isEqualTo("OK\n1 2\nPONG\n");
    assertThat(outcome.err).contains("unbalanced quotes");
    assertThat(outcome.code).isEqualTo(1);
    input = "line one\nline two";
    assertThat(cli("-x", "SET", "text").out).isEqualTo("OK\n");
    assertThat(cli("GET", "text").out).isEqualTo("line one\nline two\n");
  }

  @Test
  void cli_withAPassword_givesItFromOptionOrEnvironment() throws Exception {
    startServer("--requirepass", "s3cret");
    assertThat(cli("PING").out).startsWith("NOAUTH");
    assertThat(cli("-a", "s3cret", "PING").out).isEqualTo("PONG\n");
    environment.put("RADISH_PASSWORD", "s3cret");
    assertThat(cli("PING").out).isEqualTo("PONG\n");
    Outcome wrong = cli("-a", "wrong", "PING");
    assertThat(wrong.code).isEqualTo(1);
    assertThat(wrong.err).contains("WRONGPASS").doesNotContain("wrong ").hasLineCount(1);
    assertThat(cli("--askpass", "PING").err).contains("--askpass needs a terminal");
  }

  @Test
  void cli_overAUnixSocket_works() throws Exception {
    Path socket = home.resolve("radish.sock");
    startServer("--unixsocket", socket.toString());
    assertThat(radish("cli", "-s", socket.toString(), "PING").out).isEqualTo("PONG\n");
  }

  @Test
  void server_thatIsNotThere_isOneLine() {
    assertThat(cli("PING"))
        .isEqualTo(
            new Outcome(
                1,
                "",
                "radish: cannot connect to 127.0.0.1:%s: nobody listens there; is the server running?\n"
                    .formatted(port)));
    assertThat(radish("cli", "-h", "no.such.host.invalid", "PING").err)
        .isEqualTo("radish: cannot connect to no.such.host.invalid:6379: there is no such host\n");
    assertThat(backup("list").code).isEqualTo(1);
  }

  @Test
  void backups_ofARunningServer_areTakenListedShownVerifiedAndRestored() throws Exception {
    startServer();
    cli("CACHESET", "users", "user:1", "alice@example.com");
    cli("CACHESET", "users", "user:2", "bob@example.com");
    Outcome now = backup("now");
    assertThat(now.code).isZero();
    assertThat(now.out.lines().toList())
        .satisfiesExactly(
            heading -> assertThat(heading).matches("CACHE +FILE +OUTCOME"),
            line -> assertThat(line).matches("default_store +default_store_\\d+_\\d+.json +ok"),
            line -> assertThat(line).matches("users +cache_users_\\d+_\\d+.json +ok"));
    assertThat(backup("list", "users").out.lines().toList())
        .satisfiesExactly(
            heading -> assertThat(heading).matches("FILE +CACHE +SIZE +ITEMS +MODIFIED"),
            line ->
                assertThat(line).matches("cache_users_\\d{8}_\\d{6}.json +users +\\d+ +2 +\\S+"));
    String json = backup("list", "--json", "users").out;
    assertThat(json)
        .matches(
            "\\[\\{\"file\":\"cache_users_[0-9_]+.json\",\"cache\":\"users\",\"size\":\\d+,"
                + "\"items\":2,\"modified\":\"[^\"]+\"}]\n");
    String file = json.split("\"", -1)[3];
    assertThat(backup("show", file).out).contains("items     2", "verified  yes");
    assertThat(backup("verify", file)).isEqualTo(new Outcome(0, verified(file, "ok"), ""));
    assertThat(backup("now", "nothing").err).contains("no such cache 'nothing'");

    cli("DELETECACHE", "users");
    assertThat(backup("restore", file).out).isEqualTo("Restored users: 2 items\n");
    assertThat(cli("CACHEGET", "users", "user:1").out).isEqualTo("alice@example.com\n");
    assertThat(backup("restore", file, "--as", "copy", "--merge", "--json").out)
        .isEqualTo("{\"cache\":\"copy\",\"items\":2}\n");
    assertThat(backup("restore", "nothing.json").err).contains("no such backup 'nothing.json'");
    assertThat(backup("cleanup", "30", "--json").out).isEqualTo("{\"deleted\":0}\n");
    assertThat(backup("cleanup", "--policy").out).isEqualTo("Deleted 0 backups\n");
    assertThat(backup("cleanup", "--policy", "all:1h", "--dry-run").out)
        .isEqualTo("Nothing would be deleted.\n");
    assertThat(backup("cleanup", "--policy", "hour").err).contains("'hour' is no rule");
    assertThat(backup("status").out)
        .containsPattern("retention +all:24h hourly:7d daily:30d\n")
        .containsPattern("failures_in_a_row +0\n");
    assertThat(backup("status", "--json").out).contains("\"max_files\":20000");
  }

  @Test
  void cleanup_ofNothingSaidOrTooMuch_saysWhatWouldBeRight() {
    for (Outcome outcome :
        List.of(radish("backup", "cleanup"), radish("backup", "cleanup", "1", "--policy"))) {
      assertThat(outcome.code).isNotZero();
      assertThat(outcome.err).contains("either the age in days or --policy");
    }
  }

  @Test
  void backups_lookedInto_byAServerOrInAFolder_showTheSame() throws Exception {
    startServer();
    cli("CACHESET", "users", "user:1", "alice@example.com");
    cli("CACHESET", "users", "user:2", "bob@example.com");
    cli("CACHESET", "users", "user:3", "x".repeat(50));
    backup("now", "users");
    String file = backup("list", "--json", "users").out.split("\"", -1)[3];
    cli("CACHESET", "users", "user:2", "robert");
    cli("CACHESET", "users", "user:3", "y".repeat(50));
    input = "CACHESET users \"\\xff\\x00odd\" v\nCACHE users DEL user:1\n";
    cli();
    String[] shown = {
      "CHANGE   KEY            WHAT   BEFORE                                    AFTER",
      "removed  user:1                \"alice@example.com\"",
      "changed  user:2         value  \"bob@example.com\"                         \"robert\"",
      "changed  user:3         value  \"%s…  \"%s…".formatted("x".repeat(38), "y".repeat(38)),
      "added    \"\\xff\\x00odd\"                                                   \"v\"",
      "1 added, 1 removed, 2 changed, 0 the same"
    };
    String table = String.join("\n", shown) + "\n";
    assertThat(backup("diff", file, "now")).isEqualTo(new Outcome(1, table, ""));
    backup("now", "users");
    String newer = backup("list", "--json", "users").out.split("\"", -1)[3];
    assertThat(backup("diff", file, newer)).isEqualTo(new Outcome(1, table, ""));
    String dir = folder().toString();
    assertThat(radish("backup", "diff", "--dir", dir, file, newer))
        .isEqualTo(new Outcome(1, table, ""));
    assertThat(backup("diff", newer, "now"))
        .isEqualTo(new Outcome(0, "0 added, 0 removed, 0 changed, 3 the same\n", ""));

    String json =
        """
        {"first": "%s", "first_cache": "users", "second": "%s", "second_cache": "users", \
        "added": 1, "removed": 1, "changed": 2, "same": 0, "differences": [
          {"change": "removed", "key": "user:1", "before": "alice@example.com"},
          {"change": "changed", "key": "user:2", "what": ["value"], "before": "bob@example.com", \
        "after": "robert"},
          {"change": "changed", "key": "user:3", "what": ["value"], "before": "%s", "after": "%s"},
          {"change": "added", "key": "$base64:/wBvZGQ=", "after": "v"}
        ], "complete": true}
        """
            .formatted(file, newer, "x".repeat(50), "y".repeat(50));
    assertThat(backup("diff", "--json", file, newer).out).isEqualTo(json);
    assertThat(radish("backup", "diff", "--json", "--dir", dir, file, newer).out).isEqualTo(json);
    assertThat(backup("diff", "--json", newer, newer).out).contains("\"differences\": [], \"comp");

    for (String[] where : new String[][] {{"-p", port}, {"--dir", dir}}) {
      assertThat(get(where, file, "user:1"))
          .isEqualTo(new Outcome(0, "\"alice@example.com\"\n", ""));
      assertThat(get(where, "--raw", file, "user:1").out).isEqualTo("alice@example.com");
      assertThat(get(where, newer, "$base64:/wBvZGQ=").out).isEqualTo("\"v\"\n");
      assertThat(get(where, newer, "user:1"))
          .isEqualTo(new Outcome(1, "", "radish: " + newer + " has no key 'user:1'\n"));
      assertThat(get(where, "../" + file, "k").code).isEqualTo(1);
      assertThat(get(where, newer, "$base64:!").err).contains("is no base64").hasLineCount(1);
    }
  }

  private Outcome get(String[] where, String... words) {
    List<String> all = new ArrayList<>(List.of("backup", "get"));
    all.addAll(List.of(where));
    all.addAll(List.of(words));
    return radish(all.toArray(String[]::new));
  }

  @Test
  void diff_inTrouble_hasACodeOfItsOwn() throws Exception {
    startServer();
    cli("SET", "a", "1");
    cli("CACHESET", "users", "a", "2");
    backup("now");
    String users = backup("list", "--json", "users").out.split("\"", -1)[3];
    String ofDefault = backup("list", "--json", "default_store").out.split("\"", -1)[3];
    Outcome others = backup("diff", users, ofDefault);
    assertThat(others.code).isEqualTo(1);
    assertThat(others.err)
        .isEqualTo("radish: the first is a backup of users, the second of default_store\n");
    assertThat(backup("diff", users, "none.json").code).isEqualTo(2);
    assertThat(backup("diff", users).code).isEqualTo(2);
    Outcome now = radish("backup", "diff", "--dir", folder().toString(), users, "now");
    assertThat(now.code).isEqualTo(2);
    assertThat(now.err).hasLineCount(1).contains("now is what a server holds");
    Path path = folder().resolve(users);
    Files.writeString(path, Files.readString(path).replace("\"2\"", "\"3\""));
    assertThat(backup("diff", users, users).err).contains("checksum").hasLineCount(1);
    assertThat(backup("diff", users, "now", "--unverified").code).isEqualTo(1);
  }

  @Test
  void restore_ofKeysByPattern_saysHowManyMatched() throws Exception {
    startServer();
    for (String key : List.of("user:1", "user:2", "admin:1", "guest")) {
      cli("CACHESET", "users", key, "old");
    }
    backup("now", "users");
    String file = backup("list", "--json", "users").out.split("\"", -1)[3];
    cli("CACHESET", "users", "guest", "new");
    assertThat(backup("restore", file, "--keys", "user:*", "--keys", "admin:*").out)
        .isEqualTo("Restored users: 3 items, 3 keys matched\n");
    assertThat(cli("CACHEGET", "users", "guest").out).isEqualTo("new\n");
    assertThat(backup("restore", file, "--keys", "none*", "--json").out)
        .isEqualTo("{\"cache\":\"users\",\"items\":0,\"matched\":0}\n");
  }

  /** A moment that is over, and in which everything so far is. */
  private static String aMoment() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    while (!Instant.now().isAfter(now.plusMillis(1))) {
      Thread.onSpinWait();
    }
    return now.toString();
  }

  @Test
  void restore_toAPointInTime_saysWhatWasRestoredAsOfWhen() throws Exception {
    startServer("--appendonly", "yes", "--appendfsync", "always");
    cli("CACHESET", "users", "user:1", "Ann");
    cli("CACHESET", "users", "guest", "Bob");
    String moment = aMoment();
    cli("CACHESET", "users", "user:1", "Eve");
    cli("CACHESET", "users", "user:2", "Eve");
    cli("CACHESET", "other", "k", "v");

    assertThat(backup("restore", "--cache", "users", "--at", moment, "--as", "copy").out)
        .isEqualTo("Restored copy as users was at " + moment + ": 2 items\n");
    assertThat(cli("CACHEGET", "copy", "user:1").out).isEqualTo("Ann\n");
    assertThat(cli("CACHEGET", "users", "user:1").out).isEqualTo("Eve\n");
    assertThat(backup("restore", "--cache", "users", "--at", moment, "--keys", "user:*").out)
        .isEqualTo("Restored users as it was at " + moment + ": 1 items, 1 keys matched\n");
    assertThat(cli("CACHEGET", "users", "user:2").out).isEqualTo("Eve\n");
    assertThat(backup("restore", "--cache", "users", "--at", moment, "--json").out)
        .isEqualTo(
            "{\"cache\":\"users\",\"items\":2,\"from\":\"users\",\"at\":\"" + moment + "\"}\n");
    assertThat(cli("CACHEGET", "users", "user:2").out).isEqualTo("\n");
    assertThat(cli("CACHEGET", "other", "k").out).isEqualTo("v\n");
    assertThat(backup("restore", "--cache", "other", "--at", moment).err)
        .contains("there was no 'other' at ");
    assertThat(backup("restore", "--cache", "users", "--at", "2020-01-01 00:00").err)
        .contains("the journal reaches back to ", "there is no backup of 'users' either");
  }

  @Test
  void restore_toAPointInTime_withMistakes_isOneLine() {
    assertThat(backup("restore", "--cache", "users", "--at", "2025-11-15 16:12:30").err)
        .hasLineCount(1)
        .contains("a point in time is restored by a running server only");
    assertThat(backup("restore", "--cache", "users").err)
        .hasLineCount(1)
        .contains("needs both --cache CACHE and --at TIME");
    assertThat(backup("restore", "--at", "2025-11-15 16:12:30").err).contains("needs both");
    assertThat(backup("restore", "f.json", "--at", "2025-11-15 16:12:30").err)
        .hasLineCount(1)
        .contains("give either it, or --cache and --at");
    assertThat(backup("restore").err).contains("what is to be restored?");
    assertThat(backup("restore").code).isEqualTo(2);
  }

  private static String verified(String file, String outcome) {
    return "FILE" + " ".repeat(file.length() - 2) + "OUTCOME\n" + file + "  " + outcome + "\n";
  }

  @Test
  void backups_inAFolder_needNoServer() throws Exception {
    startServer();
    cli("SET", "a", "1");
    started.getFirst().stop(ShutdownMode.SAVE);
    String dir = folder().toString();
    String file = radish("backup", "list", "--dir", dir, "--json").out.split("\"", -1)[3];
    assertThat(radish("backup", "show", "--dir", dir, file).out)
        .contains("cache           default_store", "items           1", "verified        yes");
    assertThat(radish("backup", "verify", "--dir", dir, file).code).isZero();
    assertThat(radish("backup", "cleanup", "--dir", dir, "0").out).isEqualTo("Deleted 0 backups\n");
    assertThat(radish("backup", "cleanup", "--dir", dir, "--policy", "all:1m", "--dry-run").out)
        .isEqualTo("Nothing would be deleted.\n");
    assertThat(radish("backup", "cleanup", "--dir", dir, "--policy", "often").err)
        .contains("invalid policy: 'often' is no rule");
    assertThat(radish("backup", "status", "--dir", dir).out).containsPattern("files +1\n");

    Path path = folder().resolve(file);
    Files.writeString(path, Files.readString(path).replace("\"1\"", "\"2\""));
    Outcome damaged = radish("backup", "verify", "--dir", dir, file, "--json");
    assertThat(damaged.code).isEqualTo(1);
    assertThat(damaged.out).contains("checksum");
    assertThat(radish("backup", "show", "--dir", dir, file).code).isEqualTo(1);
    assertThat(radish("backup", "show", "--dir", dir, "../" + file).err).hasLineCount(1);
    assertThat(radish("backup", "list", "--dir", dir + "/nowhere").err)
        .isEqualTo("radish: there is no folder " + dir + "/nowhere\n");
  }

  @Test
  void cleanup_inTheFolderOfARunningServer_isLeftToThatServer() throws Exception {
    startServer();
    assertThat(radish("backup", "cleanup", "--dir", folder().toString(), "1").err)
        .contains("is in use by another Radish (process ", "let that one clean up");
  }

  @Test
  void lines_withAPassword_areToldFromOthers() {
    assertThat(List.of("auth x", "AUTH u p", "hello 3 auth u p", "config set requirepass x"))
        .allMatch(Secrets::maybeIn);
    assertThat(List.of("\"AUTH\" x", "ACL SETUSER a >pw", " CONFIG SET hz 1 'requirepass' x"))
        .allMatch(Secrets::maybeIn);
    assertThat(List.of("get auth", "set a auth", "hello 3", "config get hz", ""))
        .noneMatch(Secrets::maybeIn);
  }
}
