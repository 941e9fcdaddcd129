// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.recovery.Durability;
import io.radish.recovery.DurabilitySettings;
import io.radish.recovery.RecoveryProgress;
import io.radish.store.Store;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RecoverCommandTest {
  @TempDir Path home;

  private record Outcome(int code, String out, String err) {}

  private Path folder() {
    return home.resolve(".radish").resolve("journal");
  }

  private Outcome recover(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> all = new ArrayList<>(List.of("recover"));
    all.addAll(List.of(words));
    int code =
        Main.run(
            all,
            new Streams(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("HOME", home.toString()),
                Optional.empty()));
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @BeforeEach
  void makeAJournal() throws Exception {
    try (Store store = Store.create();
        Durability durability =
            Durability.open(store, DurabilitySettings.in(folder()).withoutThreads())) {
      durability.recover(Durability.NO_BACKUPS, RecoveryProgress.NONE);
      durability.start();
      store.cache("users").set("a", "1");
      durability.checkpointNow();
      store.cache("users").set("b", "2");
    }
  }

  private Path newest() throws IOException {
    try (Stream<Path> all = Files.list(folder())) {
      return all.filter(path -> path.toString().endsWith(".aof")).sorted().toList().getLast();
    }
  }

  @Test
  void wholeJournal_isShownAndLeftAlone() throws IOException {
    Outcome outcome = recover();
    assertThat(outcome.code).isZero();
    assertThat(outcome.out)
        .contains("Journal in " + folder(), "CHECKPOINT", "ok", "Whole up to unit 3")
        .doesNotContain("Choices");
    assertThat(recover("--json").out)
        .startsWith("{\"folder\":")
        .contains("\"whole\":true", "\"last_unit\":3", "\"choices\":[]");
  }

  @Test
  void damage_isShownWithItsPlaceAndTheChoices_whichAreCarriedOut() throws IOException {
    Path segment = newest();
    byte[] bytes = Files.readAllBytes(segment);
    bytes[5] ^= 1;
    Files.write(segment, bytes);
    Outcome damaged = recover();
    assertThat(damaged.code).isEqualTo(1);
    assertThat(damaged.out).contains("DAMAGED: " + segment + ", byte 0", "--truncate-at");
    assertThat(recover("--json").out).contains("\"whole\":false", "\"damage\":{");
    Outcome done = recover("--truncate-at", segment.getFileName() + ":0");
    assertThat(done.code).isZero();
    assertThat(done.out).contains(".aside now", "Nothing was deleted");
    assertThat(recover().code).isZero();
  }

  @Test
  void mistakes_areOneLine() {
    assertThat(recover("--truncate-at", "x").err).contains("takes a segment and a byte");
    assertThat(recover("--truncate-at", "x:1").err).contains("there is no segment x");
    assertThat(recover("--checkpoint", "77").err).contains("there is no checkpoint of unit 77");
    assertThat(recover("--checkpoint", "1", "--from-backups").code).isEqualTo(2);
    assertThat(recover("--journal-dir", home.resolve("none").toString()).err)
        .contains("there is no folder");
  }

  @Test
  void fromBackups_leavesNothingThatAStartWouldUse() {
    assertThat(recover("--from-backups").code).isZero();
    assertThat(recover().out).contains("There are no checkpoints", "There are no segments");
  }

  @Test
  void folderInUse_isRefusedAndNamesTheServer() throws IOException {
    try (Store store = Store.create();
        Durability durability = Durability.open(store, DurabilitySettings.in(folder()))) {
      assertThat(durability.folder()).isEqualTo(folder());
      assertThat(recover("--discard-journal").err)
          .contains("process " + ProcessHandle.current().pid(), "stop it first");
      assertThat(recover().out).contains("A server works in it");
    }
  }
}
