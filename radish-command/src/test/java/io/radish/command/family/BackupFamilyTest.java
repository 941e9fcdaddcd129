// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.backup.OutOfReachException;
import io.radish.backup.PastKeyspaces;
import io.radish.resp.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupFamilyTest {
  private static final String USERS = "cache_users_20251115_161119.json";

  @TempDir Path folder;
  private Desk desk = new Desk(null);
  private DeskClient client = desk.connect();

  @BeforeEach
  void open() {
    desk.close();
    desk = new Desk(folder);
    client = desk.connect();
    client.run("SET", "k", "v");
    client.run("CACHESET", "users", "user:1", "Ann");
    client.run("CREATESTORE", "users", "temp", "60");
  }

  @AfterEach
  void close() {
    desk.close();
  }

  /** Backs up in a second of its own. */
  private String backUp(String... names) {
    desk.time.advance(Duration.ofSeconds(1));
    String[] request = new String[names.length + 2];
    request[0] = "BACKUP";
    request[1] = "NOW";
    System.arraycopy(names, 0, request, 2, names.length);
    return client.text(request);
  }

  @Test
  void nameLongerThanAnyFiles_isQuotedInPart() {
    String name = "n".repeat(2_000);
    for (String[] request :
        new String[][] {
          {"BACKUP", "VERIFY", name},
          {"BACKUP", "RESTORE", name},
          {"BACKUP", "GET", name, "k"},
          {"BACKUP", "DIFF", name, name},
          {"BACKUP", "DIFF", "a", name}
        }) {
      assertThat(client.text(request))
          .isEqualTo(
              "(error) ERR no such backup '"
                  + "n".repeat(128)
                  + "…'; the name is longer than any file's");
    }
  }

  /** Has the desk's past be a backup taken now, and says what is asked of it. */
  private List<String> pastIsNow() {
    backUp();
    List<String> asked = new ArrayList<>();
    desk.past =
        (keyspace, asOf) -> {
          asked.add(keyspace + " " + asOf);
          return new PastKeyspaces.Past() {
            @Override
            public Path file() {
              return folder.resolve(USERS);
            }

            @Override
            public long position() {
              return 7;
            }

            @Override
            public void close() {
              asked.add("closed");
            }
          };
        };
    return asked;
  }

  @Test
  void restoreAt_asksForTheLastMillisecond_andRestores() {
    List<String> asked = pastIsNow();
    client.run("CACHESET", "users", "user:2", "Bob");
    assertThat(client.text("BACKUP", "RESTORE", "users", "AT", "2025-11-15 16:11:10"))
        .isEqualTo("1) \"users\"\n2) (integer) 1");
    assertThat(asked).containsExactly("users 2025-11-15T16:11:10.999Z", "closed");
    assertThat(client.text("CACHEGET", "users", "user:2")).isEqualTo("(nil)");
    assertThat(client.text("BACKUP", "RESTORE", "0", "at", "20251115_161110", "AS", "copy"))
        .contains("\"copy\"");
    assertThat(asked).element(2).isEqualTo("default_store 2025-11-15T16:11:10.999Z");
    assertThat(client.text("BACKUP", "RESTORE", "users", "KEYS", "no*", "AT", "20251115_161110"))
        .isEqualTo("1) \"users\"\n2) (integer) 0\n3) (integer) 0");
    assertThat(
            client.text("BACKUP", "RESTORE", "users", "MERGE", "AT", "2025-11-15T16:11:10.5+00:00"))
        .contains("(integer) 1");
    assertThat(asked).element(6).isEqualTo("users 2025-11-15T16:11:10.500Z");
  }

  @Test
  void restoreAt_withMistakes_saysWhatWouldBeRight() {
    List<String> asked = pastIsNow();
    String[][] mistakes = {
      {"users", "AT", "yesterday", "invalid time 'yesterday': such as '2025-11-15 16:12:30'"},
      {"users", "AT", "", "invalid time ''"},
      {"users", "AT", "1".repeat(100_000), "invalid time '111"},
      {"users", "AT", "2025-02-30 10:00:00", "invalid time '2025-02-30 10:00:00': "},
      {"a:b:c", "AT", "2025-11-15 16:11:10", "invalid store name"},
      {"users", "AT", "2035-01-01 00:00", "2035-01-01 00:00:00+00:00 is not over yet: it is 2025-"},
      {"users", "AT", "unexpected 'AT'; BACKUP RESTORE file"},
    };
    for (String[] mistake : mistakes) {
      String[] request = new String[mistake.length + 1];
      request[0] = "BACKUP";
      request[1] = "RESTORE";
      System.arraycopy(mistake, 0, request, 2, mistake.length - 1);
      assertThat(client.text(request))
          .startsWith("(error) ERR " + mistake[mistake.length - 1])
          .hasSizeLessThan(500);
    }
    assertThat(client.text("BACKUP", "RESTORE", "users", "AT", "2025-11-15", "16:11:10"))
        .startsWith("(error) ERR unexpected '16:11:10'; date and time are one argument");
    assertThat(client.text("BACKUP", "RESTORE", "users", "AT", "2025-11-15 16:11:10", "UNVERIFIED"))
        .startsWith("(error) ERR UNVERIFIED takes a file that was edited");
    assertThat(asked).isEmpty();
  }

  @Test
  void restoreAt_beforeTheJournalsReach_namesTheNearestBackups() {
    backUp();
    assertThat(client.text("BACKUP", "RESTORE", "users", "AT", "2025-11-15 16:11:19"))
        .startsWith("(error) ERR 2025-11-15 16:11:19+00:00 is not over yet");
    assertThat(client.text("BACKUP", "RESTORE", "users", "AT", "2025-11-15 16:11:18"))
        .isEqualTo(
            "(error) ERR a restore to a point in time needs the journal: start the server with"
                + " appendonly yes; backups can be restored without, see BACKUP LIST");
    desk.past =
        (keyspace, asOf) -> {
          throw new OutOfReachException(Instant.parse("2025-11-15T16:12:00Z"));
        };
    desk.time.advance(Duration.ofMinutes(5));
    backUp();
    assertThat(client.text("BACKUP", "RESTORE", "users", "AT", "2025-11-15 16:11:30"))
        .matches(
            "\\(error\\) ERR the journal reaches back to 2025-11-15 16:12:00.000\\+00:00 \\(see"
                + " journal-restore-window\\), not to 2025-11-15 16:11:30\\+00:00; the nearest"
                + " backups of 'users': "
                + USERS
                + " of 2025-11-15 16:11:19.*, cache_users_20251115_161620.json of .*");
    assertThat(client.text("BACKUP", "RESTORE", "nobody", "AT", "2025-11-15 16:11:30"))
        .endsWith("; there is no backup of 'nobody' either");
  }

  @Test
  void now_backsEverythingUp() {
    assertThat(backUp())
        .isEqualTo(
            """
            1) 1) "default_store"
               2) "default_store_20251115_161119.json"
               3) "ok"
            2) 1) "users"
               2) "cache_users_20251115_161119.json"
               3) "ok"
            3) 1) "users:temp"
               2) "store_users.temp_20251115_161119.json"
               3) "ok\"""");
    assertThat(folder).isDirectoryContaining("glob:**/" + USERS);
  }

  @Test
  void now_ofSome() {
    assertThat(backUp("users:temp", "0"))
        .contains("store_users.temp_", "default_store_")
        .doesNotContain("cache_users");
    assertThat(backUp("nobody"))
        .isEqualTo(
            "(error) ERR no such cache 'nobody'; there are: default_store, users, users:temp");
    assertThat(backUp("a\nb")).startsWith("(error) ERR invalid cache name");
    assertThat(client.text("BACKUP", "STATUS")).contains("\"runs\"\n");
  }

  @Test
  void now_intoAFolderThatIsNone_saysWhyForEach() throws IOException {
    Files.delete(folder);
    Files.writeString(folder, "in the way");
    assertThat(backUp()).contains("(nil)").doesNotContain("\"ok\"");
    desk.time.advance(Duration.ofSeconds(1));
    assertThat(client.text("SAVE"))
        .startsWith("(error) ERR Backup completed: 0/3 successful; default_store: ");
    assertThat(client.text("INFO", "persistence")).contains("rdb_last_bgsave_status:err");
    Files.delete(folder);
    Files.createDirectory(folder);
  }

  @Test
  void list_newestFirst() {
    backUp();
    backUp("users");
    assertThat(client.text("BACKUP", "LIST", "users"))
        .startsWith("1) 1) \"cache_users_20251115_161120.json\"\n   2) \"users\"\n   3) (integer) ")
        .contains("   4) (integer) 1\n   5) \"")
        .contains("2) 1) \"" + USERS + "\"");
    assertThat(client.run("BACKUP", "LIST"))
        .isInstanceOfSatisfying(Reply.Array.class, all -> assertThat(all.items()).hasSize(5));
    assertThat(client.bytes("BACKUP", "LIST", "nobody")).isEqualTo("*0\r\n");
    assertThat(client.text("BACKUP", "LIST", "a", "b"))
        .isEqualTo("(error) ERR wrong number of arguments for 'backup|list' command");
  }

  @Test
  void restore_makesTheCacheWhatTheFileHolds() {
    backUp();
    client.run("CACHESET", "users", "user:1", "Bob");
    client.run("CACHESET", "users", "user:2", "new");
    client.run("SELECT", "users");

    assertThat(client.text("BACKUP", "RESTORE", USERS)).isEqualTo("1) \"users\"\n2) (integer) 1");
    assertThat(client.text("GET", "user:1")).isEqualTo("\"Ann\"");
    assertThat(client.text("GET", "user:2")).isEqualTo("(nil)");
    assertThat(client.text("LISTSTORES", "users")).contains("temp");
  }

  @Test
  void restore_ofADeletedCache() {
    backUp();
    client.run("DELETECACHE", "users");
    assertThat(client.text("BACKUP", "RESTORE", USERS)).contains("\"users\"");
    assertThat(client.text("CACHEGET", "users", "user:1")).isEqualTo("\"Ann\"");
  }

  @Test
  void restore_merge_addsToWhatIsThere() {
    backUp();
    client.run("CACHESET", "users", "user:1", "Bob");
    client.run("CACHESET", "users", "user:2", "new");
    assertThat(client.text("BACKUP", "RESTORE", USERS, "merge")).contains("(integer) 1");
    assertThat(client.text("CACHEGET", "users", "user:1")).isEqualTo("\"Ann\"");
    assertThat(client.text("CACHEGET", "users", "user:2")).isEqualTo("\"new\"");
  }

  @Test
  void restore_as_anotherCache() {
    backUp();
    assertThat(client.text("BACKUP", "RESTORE", USERS, "AS", "copy", "MERGE"))
        .isEqualTo("1) \"copy\"\n2) (integer) 1");
    assertThat(client.text("CACHEGET", "copy", "user:1")).isEqualTo("\"Ann\"");
    assertThat(client.text("BACKUP", "RESTORE", USERS, "AS", "3")).contains("\"db3\"");
    assertThat(client.text("BACKUP", "RESTORE", USERS, "AS", "a\nb"))
        .startsWith("(error) ERR invalid cache name");
    assertThat(client.text("BACKUP", "RESTORE", USERS, "AS"))
        .isEqualTo(
            "(error) ERR unexpected 'AS'; BACKUP RESTORE file [MERGE] [AS cache] [KEYS pattern [KEYS"
                + " pattern ...]] [UNVERIFIED], or BACKUP RESTORE cache AT time [MERGE] [AS cache]"
                + " [KEYS pattern [KEYS pattern ...]]");
  }

  @Test
  void restore_keys_takesThoseThatMatch_andSaysHowMany() {
    client.run("CACHESET", "users", "user:2", "Ben");
    client.run("CACHESET", "users", "admin", "Ada");
    backUp();
    for (String key : new String[] {"user:1", "user:2", "user:3", "admin"}) {
      client.run("CACHESET", "users", key, "new");
    }
    assertThat(client.text("BACKUP", "RESTORE", USERS, "keys", "user:*", "KEYS", "x"))
        .isEqualTo("1) \"users\"\n2) (integer) 2\n3) (integer) 2");
    assertThat(client.text("CACHEGET", "users", "user:2")).isEqualTo("\"Ben\"");
    assertThat(client.text("CACHEGET", "users", "user:3")).isEqualTo("\"new\"");
    assertThat(client.text("CACHEGET", "users", "admin")).isEqualTo("\"new\"");
    assertThat(client.text("BACKUP", "RESTORE", USERS, "AS", "copy", "KEYS", "a*", "UNVERIFIED"))
        .isEqualTo("1) \"copy\"\n2) (integer) 1\n3) (integer) 1");
    assertThat(client.text("CACHE", "copy", "DBSIZE")).isEqualTo("(integer) 1");
    assertThat(client.text("BACKUP", "RESTORE", USERS, "KEYS"))
        .startsWith("(error) ERR unexpected 'KEYS'; BACKUP RESTORE file");
  }

  @Test
  void diff_withNow_namesWhatHasChanged() {
    client.run("CACHESET", "users", "user:2", "Ben");
    backUp();
    client.run("CACHESET", "users", "user:2", "Bert");
    client.run("CACHESET", "users", "user:3", "Cat");
    client.run("CACHE", "users", "DEL", "user:1");
    assertThat(client.text("BACKUP", "DIFF", USERS, "now"))
        .isEqualTo(
            """
             1) "first"
             2) "cache_users_20251115_161119.json"
             3) "first_cache"
             4) "users"
             5) "second"
             6) "now"
             7) "second_cache"
             8) "users"
             9) "added"
            10) (integer) 1
            11) "removed"
            12) (integer) 1
            13) "changed"
            14) (integer) 1
            15) "same"
            16) (integer) 0
            17) "differences"
            18) 1) 1) "removed"
                   2) "user:1"
                   3) ""
                   4) "\\"Ann\\""
                   5) (nil)
                2) 1) "changed"
                   2) "user:2"
                   3) "value"
                   4) "\\"Ben\\""
                   5) "\\"Bert\\""
                3) 1) "added"
                   2) "user:3"
                   3) ""
                   4) (nil)
                   5) "\\"Cat\\"\"""");
    assertThat(client.text("BACKUP", "DIFF", USERS, "NOW", "LIMIT", "1"))
        .contains("\"user:1\"")
        .doesNotContain("\"user:2\"");
  }

  @Test
  void diff_ofTwoFiles_andMistakes() {
    backUp();
    client.run("CACHESET", "users", "user:1", "Bob");
    backUp("users");
    assertThat(client.text("BACKUP", "DIFF", USERS, "cache_users_20251115_161120.json"))
        .contains("\"\\\"Ann\\\"\"", "\"\\\"Bob\\\"\"");
    assertThat(client.text("BACKUP", "DIFF", USERS, "default_store_20251115_161119.json"))
        .contains("\"users\"", "\"default_store\"");
    assertThat(client.text("BACKUP", "DIFF", USERS, "none.json"))
        .startsWith("(error) ERR no such backup 'none.json' in ");
    for (String limit : new String[] {"0", "-1", "100001", "x", "99999999999999999999"}) {
      assertThat(client.text("BACKUP", "DIFF", USERS, "NOW", "LIMIT", limit)).startsWith("(error)");
    }
    assertThat(client.text("BACKUP", "DIFF", USERS, "NOW", "more"))
        .isEqualTo(
            "(error) ERR unexpected 'more'; BACKUP DIFF file file|NOW [LIMIT count]"
                + " [UNVERIFIED]");
  }

  @Test
  void get_ofOneKey_asJsonOrItsBytes() throws IOException {
    client.run("CACHESET", "users", "odd", "a\"b");
    client.run("CACHE", "users", "RPUSH", "list", "a", "b");
    backUp();
    assertThat(client.text("BACKUP", "GET", USERS, "odd")).isEqualTo("\"\\\"a\\\\\\\"b\\\"\"");
    assertThat(client.text("BACKUP", "GET", USERS, "odd", "RAW")).isEqualTo("\"a\\\"b\"");
    assertThat(client.bytes("BACKUP", "GET", USERS, "list")).isEqualTo("$10\r\n[\"a\", \"b\"]\r\n");
    assertThat(client.bytes("BACKUP", "GET", USERS, "list", "raw", "unverified"))
        .isEqualTo("$3\r\na\nb\r\n");
    assertThat(client.text("BACKUP", "GET", USERS, "nothing")).isEqualTo("(nil)");
    assertThat(client.text("BACKUP", "GET", "none.json", "k"))
        .startsWith("(error) ERR no such backup");
    assertThat(client.text("BACKUP", "GET", USERS, "odd", "x"))
        .isEqualTo("(error) ERR unexpected 'x'; BACKUP GET file key [RAW] [UNVERIFIED]");

    Path file = folder.resolve(USERS);
    Files.writeString(file, Files.readString(file).replace("Ann", "Eve"));
    assertThat(client.text("BACKUP", "GET", USERS, "user:1")).contains("checksum");
    assertThat(client.text("BACKUP", "GET", USERS, "user:1", "RAW", "UNVERIFIED"))
        .isEqualTo("\"Eve\"");
  }

  @Test
  void restore_whileTheAnswerWaits_lettingOthersWork() {
    backUp();
    client.run("CACHESET", "users", "user:1", "Bob");
    desk.holdBack = true;
    assertThat(client.bytes("BACKUP", "RESTORE", USERS)).isEmpty();
    DeskClient other = desk.connect();
    assertThat(other.text("CACHEGET", "users", "user:1")).isEqualTo("\"Bob\"");
    desk.release();
    assertThat(client.later()).isEqualTo("*2\r\n$5\r\nusers\r\n:1\r\n");
    assertThat(other.text("CACHEGET", "users", "user:1")).isEqualTo("\"Ann\"");
  }

  @Test
  void work_thatWaitsForItsTurn_isDroppedWithItsClient() {
    desk.holdBack = true;
    assertThat(client.bytes("BACKUP", "NOW")).isEmpty();
    DeskClient other = desk.connect();
    assertThat(other.bytes("BACKUP", "LIST")).isEmpty();
    client.go();
    desk.release();
    assertThat(client.later()).isEmpty();
    assertThat(other.later()).as("nothing was backed up").isEqualTo("*0\r\n");
  }

  @Test
  void sameRuns_thatWaitTogether_areOne() {
    desk.holdBack = true;
    List<DeskClient> askers = List.of(desk.connect(), desk.connect(), desk.connect());
    askers.forEach(asker -> assertThat(asker.bytes("BACKUP", "NOW")).isEmpty());
    askers.getFirst().go();
    desk.release();
    assertThat(Objects.requireNonNull(desk.persistence).status().runs()).isEqualTo(1);
    assertThat(askers.get(1).later()).isNotEmpty().isEqualTo(askers.get(2).later());
  }

  @Test
  void editedFile_isRefusedUnlessAdmitted() throws IOException {
    backUp();
    Path file = folder.resolve(USERS);
    String text = Files.readString(file, StandardCharsets.UTF_8);
    Files.writeString(file, text.replace("Ann", "Eve"), StandardCharsets.UTF_8);

    assertThat(client.text("BACKUP", "VERIFY", USERS))
        .startsWith("(error) ERR " + USERS + ": at byte ");
    assertThat(client.text("BACKUP", "RESTORE", USERS)).startsWith("(error) ERR " + USERS);
    assertThat(client.text("CACHEGET", "users", "user:1")).isEqualTo("\"Ann\"");
    assertThat(client.text("BACKUP", "RESTORE", USERS, "UNVERIFIED")).contains("\"users\"");
    assertThat(client.text("CACHEGET", "users", "user:1")).isEqualTo("\"Eve\"");
  }

  @Test
  void verify_ofAGoodFile() {
    backUp();
    assertThat(client.text("BACKUP", "VERIFY", USERS)).isEqualTo("OK");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../secret.json", "/etc/passwd", "", ".tmp-x", "a/b.json", "a\\b", "C:x", "a\nb"})
  void files_areBareNames(String name) {
    for (String[] request :
        new String[][] {
          {"BACKUP", "VERIFY", name},
          {"BACKUP", "RESTORE", name},
          {"BACKUP", "GET", name, "k"},
          {"BACKUP", "DIFF", name, USERS},
          {"BACKUP", "DIFF", name, "NOW"}
        }) {
      assertThat(client.text(request))
          .startsWith("(error) ERR expected the bare name of a file in the backup folder");
    }
    backUp();
    assertThat(client.text("BACKUP", "DIFF", USERS, name))
        .startsWith("(error) ERR expected the bare name of a file in the backup folder");
  }

  @Test
  void missingFile_saysWhereItLooked() {
    assertThat(client.text("BACKUP", "VERIFY", "none.json"))
        .isEqualTo(
            "(error) ERR no such backup 'none.json' in "
                + folder
                + "; BACKUP LIST shows those there are");
  }

  @Test
  void cleanUp_keepsTheOnlyBackups() {
    backUp();
    desk.time.advance(Duration.ofDays(8));
    backUp();
    assertThat(client.text("BACKUP", "CLEANUP", "7")).isEqualTo("(integer) 3");
    desk.time.advance(Duration.ofDays(8));
    assertThat(client.text("BACKUP", "CLEANUP", "7")).isEqualTo("(integer) 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "x", "", "99999999999"})
  void cleanUp_ofNoNumberOfDays(String days) {
    assertThat(client.text("BACKUP", "CLEANUP", days))
        .isEqualTo("(error) ERR invalid days: a whole number from 0 to 2147483647");
  }

  @Test
  void cleanUp_byAPolicy_keepsWhatItSays() {
    backUp();
    backUp();
    assertThat(client.text("BACKUP", "CLEANUP", "POLICY")).isEqualTo("(integer) 0");
    assertThat(client.text("BACKUP", "CLEANUP", "policy", "hourly:7d", "dryrun"))
        .startsWith("1) 1) \"")
        .contains("   2) \"users\"\n   3) (integer) ", "   4) \"policy\"");
    assertThat(client.text("BACKUP", "CLEANUP", "0", "DRYRUN")).contains("4) \"age\"");
    assertThat(client.bytes("BACKUP", "CLEANUP", "POLICY", "DRYRUN")).isEqualTo("*0\r\n");
    assertThat(client.text("BACKUP", "CLEANUP", "POLICY", "hourly:7d")).isEqualTo("(integer) 3");
    assertThat(client.text("BACKUP", "CLEANUP", "POLICY", "none")).isEqualTo("(integer) 0");
  }

  @Test
  void cleanUp_ofWordsItDoesNotKnow() {
    assertThat(client.text("BACKUP", "CLEANUP", "POLICY", "hourly"))
        .isEqualTo(
            "(error) ERR invalid policy: 'hourly' is no rule; one is written like hourly:7d");
    assertThat(client.text("BACKUP", "CLEANUP", "7", "soon"))
        .isEqualTo("(error) ERR unexpected 'soon'; BACKUP CLEANUP days|POLICY [policy] [DRYRUN]");
  }

  @Test
  void info_hasTheHealthOfTheBackups() {
    assertThat(client.text("INFO", "persistence"))
        .contains("radish_backup_last_good_age_seconds:-1", "radish_backup_alerts:none");
    backUp();
    desk.time.advance(Duration.ofSeconds(9));
    assertThat(client.text("INFO", "persistence"))
        .contains(
            "radish_backup_last_good_time:1763223079",
            "radish_backup_last_good_age_seconds:9",
            "radish_backup_runs:1",
            "radish_backup_failures_in_a_row:0",
            "radish_backup_files:3",
            "radish_backup_overdue_caches:0");
    client.run("HELLO", "3");
    assertThat(client.text("BACKUP", "STATUS"))
        .contains(
            "\"retention\" => \"all:24h hourly:7d daily:30d\"",
            "\"max_files\" => (integer) 20000",
            "\"last_good_age_seconds\" => (integer) 9",
            "\"alerts\" => \"none\"");
  }

  @Test
  void status_tellsOfRuns() {
    assertThat(client.text("BACKUP", "STATUS"))
        .contains("\"folder\"", "\"interval_seconds\"", "(integer) 300", "\"last_run\"")
        .doesNotContain("last_run_bytes");
    backUp();
    client.run("HELLO", "3");
    assertThat(client.text("BACKUP", "STATUS"))
        .contains(
            "\"runs\" => (integer) 1",
            "\"last_whole_run\" => \"2025-11-15T16:11:19.027Z\"",
            "\"last_run_files\" => (integer) 3",
            "\"running\" => \"no\"");
  }

  @Test
  void insideCache_changesNothing() {
    desk.time.advance(Duration.ofSeconds(1));
    assertThat(client.text("CACHE", "users", "BACKUP", "NOW", "default_store"))
        .contains("default_store_")
        .doesNotContain("users");
  }

  @Test
  void help_andUnknown() {
    assertThat(client.text("BACKUP", "HELP")).contains("RESTORE <file> [MERGE]");
    assertThat(client.text("BACKUP", "x"))
        .isEqualTo("(error) ERR unknown subcommand 'x'. Try BACKUP HELP.");
  }

  @Test
  void withoutBackups_everySubcommandSaysSo() {
    try (Desk bare = new Desk(null)) {
      DeskClient guest = bare.connect();
      for (String request :
          new String[] {
            "BACKUP NOW",
            "BACKUP LIST",
            "BACKUP RESTORE f",
            "BACKUP VERIFY f",
            "BACKUP DIFF f NOW",
            "BACKUP GET f k",
            "BACKUP CLEANUP 1",
            "BACKUP STATUS",
            "SAVE",
            "BGSAVE"
          }) {
        assertThat(guest.text(request.split(" ")))
            .startsWith("(error) ERR this server has no backups");
      }
      assertThat(guest.text("LASTSAVE")).isEqualTo("(integer) " + (Desk.START / 1000 - 60));
      assertThat(guest.bytes("INFO")).contains("rdb_saves:0");
    }
  }

  @Test
  void save_isABackupOfEverything() {
    assertThat(client.text("LASTSAVE")).isEqualTo("(integer) " + (Desk.START / 1000 - 60));
    assertThat(client.text("SAVE")).isEqualTo("OK");
    assertThat(client.text("LASTSAVE")).isEqualTo("(integer) " + Desk.START / 1000);
    backUp("users");
    assertThat(client.text("LASTSAVE")).isEqualTo("(integer) " + Desk.START / 1000);
    desk.time.advance(Duration.ofSeconds(1));
    assertThat(client.text("BGSAVE")).isEqualTo("Background saving started");
    assertThat(client.text("LASTSAVE")).isEqualTo("(integer) " + (Desk.START / 1000 + 2));
    assertThat(client.text("BGSAVE", "x")).isEqualTo("(error) ERR syntax error");
    desk.time.advance(Duration.ofSeconds(1));
    assertThat(client.text("BGSAVE", "schedule")).isEqualTo("Background saving started");
  }

  @Test
  void serverThatEnds_refusesLongWork() {
    desk.longWork.close();
    assertThat(client.text("BACKUP", "NOW")).isEqualTo("(error) ERR the server is shutting down");
    assertThat(client.text("BGSAVE")).isEqualTo("(error) ERR the server is shutting down");
    assertThat(desk.failures).hasSize(2);
  }
}
