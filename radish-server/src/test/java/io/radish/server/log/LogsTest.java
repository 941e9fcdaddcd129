// SPDX-License-Identifier: Apache-2.0
package io.radish.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogsTest {
  private static final Logger SERVER = LoggerFactory.getLogger("io.radish.server.net.Listener");
  private static final Logger COMMANDS = LoggerFactory.getLogger(Logs.COMMANDS);
  private static final Logger SLOW = LoggerFactory.getLogger(Logs.SLOW);

  @TempDir Path folder;

  private List<String> lines(String kind) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      Path file =
          files
              .filter(f -> f.getFileName().toString().matches(kind + "_\\d{4}-\\d\\d-\\d\\d\\.log"))
              .findFirst()
              .orElseThrow();
      return Files.readAllLines(file);
    }
  }

  private Logs open(String level) throws IOException {
    return Logs.open(folder, 14, level, ZoneOffset.UTC);
  }

  @Test
  void events_ofBothKinds_goToTheirFile() throws Exception {
    try (Logs logs = open("notice")) {
      SERVER.info("listening");
      COMMANDS.info("GET: WRONGTYPE");
      SLOW.info("KEYS took 20000 us");
      SERVER.debug("not at this level");
      logs.setLevel("verbose");
      SERVER.debug("at this one");
    }
    assertThat(lines("server"))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .matches(
                        "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  \\[.*\\]"
                            + " server\\.net\\.Listener: listening"),
            second -> assertThat(second).contains("DEBUG").endsWith("at this one"));
    assertThat(lines("radish"))
        .satisfiesExactly(
            first -> assertThat(first).endsWith("log.commands: GET: WRONGTYPE"),
            second -> assertThat(second).endsWith("log.slow: KEYS took 20000 us"));
  }

  @Test
  void files_andFolder_areTheirOwnersOnly() throws Exception {
    folder = folder.resolve("new folder (50 off) [x] {y}/logs");
    try (Logs logs = open("notice")) {
      logs.setLevel("notice");
      SERVER.info("x");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.toList())
          .hasSize(2)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void message_withLineEndsAndEscapes_staysOneHarmlessLine() throws Exception {
    try (Logs logs = open("notice")) {
      logs.setLevel("notice");
      SERVER.warn(
          "name {}",
          "a\r\n2025-01-01 forged\u001b[31m\u0000\u2028\u202e\\é🥕",
          new IllegalStateException("b\nforged"));
      SERVER.warn("x".repeat(100_000));
    }
    List<String> lines = lines("server");
    assertThat(lines.getFirst())
        .endsWith("name a\\r\\n2025-01-01 forged\\u001b[31m\\u0000\\u2028\\u202e\\\\é🥕");
    assertThat(lines.get(1)).isEqualTo("java.lang.IllegalStateException: b\\nforged");
    assertThat(lines.get(2)).startsWith("\tat io.radish.server.log.LogsTest");
    assertThat(lines.getLast()).hasSizeLessThan(9000).endsWith("… (100000 characters)");
  }

  @Test
  void commandErrors_inAFlood_areCutToTheBudget() throws Exception {
    try (Logs logs = open("notice")) {
      logs.setLevel("notice");
      for (int i = 0; i < 20 * LineBudget.LINES_PER_SECOND; i++) {
        COMMANDS.info("error {}", i);
      }
    }
    assertThat(lines("radish")).hasSizeLessThan(10 * LineBudget.LINES_PER_SECOND).isNotEmpty();
  }

  @Test
  void files_pastTheRetention_areDeletedAtTheStart() throws Exception {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    Path old = folder.resolve("server_" + today.minusDays(20) + ".log");
    Path young = folder.resolve("server_" + today.minusDays(3) + ".log");
    Path foreign = folder.resolve("server_notes.log");
    for (Path file : List.of(old, young, foreign)) {
      Files.writeString(file, "old line\n");
    }
    // The deleting goes on beside the start; on a busy machine the first end may overtake it.
    for (int i = 0; i < 100 && Files.exists(old); i++) {
      try (Logs logs = open("notice")) {
        logs.setLevel("notice");
        SERVER.info("x");
      }
    }
    assertThat(young).exists();
    assertThat(foreign).exists();
    assertThat(old).doesNotExist();
  }

  @Test
  void folder_thatCannotBeMade_isAnError() throws Exception {
    assertThatThrownBy(() -> Logs.open(folder.resolve("a%d"), 1, "notice", ZoneOffset.UTC))
        .hasMessageContaining("must not contain %");
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> Logs.open(file.resolve("logs"), 1, "notice", ZoneOffset.UTC))
        .isInstanceOf(IOException.class);
  }
}
