// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @TempDir Path folder;
  private Settings settings;

  SettingsTest() throws ConfigException {
    settings = ConfigLoader.load(CommandLine.parse(List.of()), Map.of(), Path.of("home"));
  }

  @BeforeEach
  void readFile() throws Exception {
    Path file = folder.resolve("radish.conf");
    Files.write(file, List.of("# ours", "timeout 5", "", "hz 20"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    settings = ConfigLoader.load(CommandLine.parse(List.of(file.toString())), Map.of(), folder);
  }

  private void set(String... words) throws ConfigException {
    List<Map.Entry<String, String>> pairs = new ArrayList<>();
    for (int i = 0; i < words.length; i += 2) {
      pairs.add(Map.entry(words[i], words[i + 1]));
    }
    settings.set(pairs);
  }

  @Test
  void get_withSeveralPatterns_showsEachSettingOnce() {
    assertThat(settings.show(List.of("max*", "MAXCLIENTS", "nothing")))
        .containsExactly(
            Map.entry("maxclients", "10000"),
            Map.entry("maxmemory", "0"),
            Map.entry("maxmemory-policy", "noeviction"),
            Map.entry("maxmemory-samples", "5"),
            Map.entry("maxmemory-eviction-tenacity", "10"),
            Map.entry("maxmemory-clients", "0"));
    assertThat(settings.show(List.of("*")))
        .containsOnlyKeys(
            Parameters.understood().stream()
                .map(Parameter::names)
                .flatMap(List::stream)
                .toArray(String[]::new));
    assertThat(settings.show(List.of("h[a-z]", "[^a-z]*", "s?ve"))).containsOnlyKeys("hz", "save");
  }

  @Test
  void set_ofSeveral_changesAllAndTellsListeners() throws Exception {
    List<Object> heard = new ArrayList<>();
    settings.onChange(Parameters.TIMEOUT, heard::add);
    set("timeout", "7", "BACKUP-EXCLUDE", "tmp* \"a b\"");
    assertThat(settings.get(Parameters.TIMEOUT)).isEqualTo(7);
    assertThat(settings.get(Parameters.BACKUP_EXCLUDE)).containsExactly("tmp*", "a b");
    assertThat(settings.show(List.of("backup-exclude")))
        .containsEntry("backup-exclude", "tmp* \"a b\"");
    assertThat(heard).containsExactly(7L);
  }

  @Test
  void settingOfRedis_thatDoesNothingHere_keepsItsValueWithinRedisBounds() throws Exception {
    set("repl-backlog-size", "2mb", "min-slaves-max-lag", "3", "lazyfree-lazy-expire", "yes");
    assertThat(settings.show(List.of("repl-backlog-size", "min-*-max-lag", "*-lazy-expire")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "repl-backlog-size", "2097152",
                "min-replicas-max-lag", "3",
                "min-slaves-max-lag", "3",
                "lazyfree-lazy-expire", "yes"));
    assertThat(settings.withoutEffect())
        .containsExactlyInAnyOrder("repl-backlog-size", "lazyfree-lazy-expire");
    assertThatThrownBy(() -> set("active-expire-effort", "11"))
        .hasMessageContaining("argument must be between 1 and 10 inclusive");
  }

  @Test
  void settingOfRedis_thatWouldMatter_takesOnlyWhatRadishDoesAnyway() throws Exception {
    set("supervised", "no", "tls-ciphers", "");
    assertThatThrownBy(() -> set("oom-score-adj", "yes"))
        .hasMessageContaining("only no is possible: the service manager sets it");
    assertThatThrownBy(() -> set("tls-ciphers", "ECDHE-RSA-AES256-SHA"))
        .hasMessageContaining("only \"\" is possible");
    assertThatThrownBy(() -> set("dir", "/tmp")).hasMessageContaining("can't set protected config");
    assertThatThrownBy(() -> set("appendfilename", "x"))
        .hasMessageContaining("can't set immutable config");
  }

  @Test
  void alias_standsForTheSetting_inEveryDirection() throws Exception {
    set("hash-max-ziplist-entries", "7", "HASH-MAX-LISTPACK-VALUE", "1kb");
    assertThat(settings.get(CollectionParameters.HASH_ENTRIES)).isEqualTo(7);
    assertThat(settings.show(List.of("hash-max-*")))
        .containsExactly(
            Map.entry("hash-max-listpack-entries", "7"),
            Map.entry("hash-max-ziplist-entries", "7"),
            Map.entry("hash-max-listpack-value", "1024"),
            Map.entry("hash-max-ziplist-value", "1024"));
    assertThat(settings.show(List.of("hash-max-ziplist-entries"))).hasSize(1);
    settings.rewrite();
    assertThat(Files.readAllLines(folder.resolve("radish.conf")))
        .contains("hash-max-listpack-entries 7")
        .noneMatch(line -> line.contains("ziplist"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          foo=1 | Unknown option or number of arguments for CONFIG SET - 'foo'
          timeout=9 foo=1 | Unknown option or number of arguments for CONFIG SET - 'foo'
          daemonize=yes foo=1 | CONFIG SET failed (possibly related to argument 'daemonize') - can't set immutable config
          hash-max-listpack-entries=1 hash-max-ziplist-entries=2 | CONFIG SET failed (possibly related to argument 'hash-max-ziplist-entries') - duplicate parameter
          hash-max-ziplist-value=x | CONFIG SET failed (possibly related to argument 'hash-max-ziplist-value') - argument must be a memory value
          zset-max-listpack-entries=-1 | CONFIG SET failed (possibly related to argument 'zset-max-listpack-entries') - argument must be between 0 and 9223372036854775807 inclusive
          port=1 | CONFIG SET failed (possibly related to argument 'port') - can't set immutable config
          timeout=9 Timeout=8 | CONFIG SET failed (possibly related to argument 'timeout') - duplicate parameter
          timeout=9 hz=abc | CONFIG SET failed (possibly related to argument 'hz') - argument couldn't be parsed into an integer
          timeout=9 hz=1000 | CONFIG SET failed (possibly related to argument 'hz') - argument must be between 1 and 500 inclusive
          timeout=9 protected-mode=maybe | CONFIG SET failed (possibly related to argument 'protected-mode') - argument must be 'yes' or 'no'
          timeout=9 save=1 | CONFIG SET failed (possibly related to argument 'save') - Invalid save parameters
          timeout=9 client-output-buffer-limit=normal | CONFIG SET failed (possibly related to argument 'client-output-buffer-limit') - Wrong number of arguments in buffer limit configuration.
          """)
  void set_withAMistake_changesNothingAndSaysWhatRedisSays(String pairs, String message) {
    assertThatThrownBy(() -> set(pairs.split("[ =]"))).hasMessage(message);
    assertThat(settings.get(Parameters.TIMEOUT)).isEqualTo(5);
  }

  @Test
  void rewrite_afterChanges_keepsCommentsOrderAndPermissions() throws Exception {
    set("hz", "50", "requirepass", "s p", "client-output-buffer-limit", "pubsub 1mb 1mb 1");
    settings.rewrite();
    Path file = folder.resolve("radish.conf");
    assertThat(Files.readAllLines(file))
        .containsExactly(
            "# ours",
            "timeout 5",
            "",
            "hz 50",
            "# Generated by CONFIG REWRITE",
            "requirepass \"s p\"",
            "client-output-buffer-limit normal 0 0 0 slave 268435456 67108864 60"
                + " pubsub 1048576 1048576 1");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    Settings again =
        ConfigLoader.load(CommandLine.parse(List.of(file.toString())), Map.of(), folder);
    assertThat(again.show(List.of("*"))).isEqualTo(settings.show(List.of("*")));
    assertThat(folder).isDirectoryNotContaining("glob:**/.radish*");
  }

  @Test
  void rewrite_withoutAFile_isRefused() throws Exception {
    Settings fileless = ConfigLoader.load(CommandLine.parse(List.of()), Map.of(), folder);
    assertThatThrownBy(fileless::rewrite).hasMessage("The server is running without a config file");
  }
}
