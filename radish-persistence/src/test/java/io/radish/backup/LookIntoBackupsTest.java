// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.backup.FakeStore.Bytes;
import io.radish.backup.diff.BackupDiff;
import io.radish.backup.diff.DiffReport;
import io.radish.backup.diff.Difference;
import io.radish.backup.format.BackupFormatException;
import io.radish.backup.format.BackupReader.Trust;
import io.radish.value.ValueType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One key, some keys, and differences, out of files. */
class LookIntoBackupsTest extends HandlerTestBase {
  private static final byte[] BINARY = {(byte) 0xff, 0, 1};

  private Path backUp() throws Exception {
    assertThat(persistence.backupCache("users")).isTrue();
    return persistence.listBackups("users").getFirst().filepath();
  }

  private static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Optional<String> json(Path file, byte[] key, boolean unverified) throws IOException {
    Optional<BackupEntry> found = persistence.find(file, key, unverified);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (BackupEntry entry = found.get()) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      entry.writeJson(text);
      return Optional.of(text.toString(StandardCharsets.UTF_8));
    }
  }

  private byte[] raw(Path file, String key) throws IOException {
    try (BackupEntry entry = persistence.find(file, key(key), false).orElseThrow()) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      entry.writeRaw(text);
      return text.toByteArray();
    }
  }

  @Test
  void find_aKeyOfAnyKind_showsItAsTheBackupDoes() throws Exception {
    store.set("users", "user:1", "alice \"the\" first");
    store.set("users", Bytes.of(BINARY), Bytes.of(BINARY), -1);
    store.set("users", Bytes.of("session"), Bytes.of("abc"), 1_763_226_678_027L);
    store.set("users", Bytes.of("long"), FakeStore.repeated("é", 3_000_000), -1);
    store.push("users", Bytes.of("queue"), -1, Bytes.of("a"), Bytes.of(BINARY), Bytes.of(""));
    Path file = backUp();

    assertThat(json(file, key("user:1"), false)).contains("\"alice \\\"the\\\" first\"");
    assertThat(json(file, BINARY, false)).contains("{\"$type\": \"string\", \"base64\": \"/wAB\"}");
    assertThat(json(file, key("session"), false))
        .contains(
            "{\"$type\": \"string\", \"value\": \"abc\", \"expires_at\":"
                + " \"2025-11-15T17:11:18.027Z\"}");
    assertThat(json(file, key("queue"), false)).contains("[\"a\", {\"$base64\": \"/wAB\"}, \"\"]");
    assertThat(json(file, key("long"), false).orElseThrow())
        .startsWith("{\"$type\": \"string\", \"length\": 3000000, \"parts\": [\"ééé");
    assertThat(json(file, key("user:2"), false)).isEmpty();
    assertThat(json(file, key(""), false)).isEmpty();

    assertThat(raw(file, "user:1")).isEqualTo(key("alice \"the\" first"));
    assertThat(raw(file, "long")).isEqualTo(FakeStore.repeated("é", 3_000_000).bytes());
    assertThat(raw(file, "queue")).isEqualTo(new byte[] {'a', '\n', (byte) 0xff, 0, 1, '\n'});
    try (BackupEntry entry = persistence.find(file, key("session"), false).orElseThrow()) {
      assertThat(entry.type()).isEqualTo(ValueType.STRING);
      assertThat(entry.expiresAt()).contains(Instant.parse("2025-11-15T17:11:18.027Z"));
    }
    clock.advance(Duration.ofDays(1));
    assertThat(json(file, key("session"), false)).as("though its time has passed").isPresent();
  }

  @Test
  void find_collections_showsThemAsTheBackupDoes_andRawALineAnElement() throws Exception {
    Bytes binary = Bytes.of(BINARY);
    store.put(
        "users",
        ValueType.HASH,
        Bytes.of("h"),
        1_763_226_678_027L,
        Bytes.of("name"),
        Bytes.of("Ann"),
        binary,
        Bytes.of(""));
    store.put("users", ValueType.SET, Bytes.of("s"), -1, Bytes.of("x"), binary);
    store.put(
        "users",
        ValueType.ZSET,
        Bytes.of("z"),
        -1,
        Bytes.of("low"),
        FakeStore.score(Double.NEGATIVE_INFINITY),
        Bytes.of("ann"),
        FakeStore.score(1.5));
    Path file = backUp();
    assertThat(json(file, key("h"), false))
        .contains(
            "{\"$type\": \"hash\", \"expires_at\": \"2025-11-15T17:11:18.027Z\", \"value\":"
                + " {\"name\": \"Ann\", \"$field:1\": [{\"$base64\": \"/wAB\"}, \"\"]}}");
    assertThat(json(file, key("s"), false))
        .contains("{\"$type\": \"set\", \"value\": [\"x\", {\"$base64\": \"/wAB\"}]}");
    assertThat(json(file, key("z"), false))
        .contains("{\"$type\": \"zset\", \"value\": [[\"low\", \"-inf\"], [\"ann\", 1.5]]}");
    assertThat(raw(file, "s")).isEqualTo(new byte[] {'x', '\n', (byte) 0xff, 0, 1});
    assertThat(new String(raw(file, "h"), StandardCharsets.ISO_8859_1))
        .isEqualTo("name\nAnn\n\u00ff\0\u0001\n");
    assertThat(raw(file, "z")).asString().isEqualTo("low\n-inf\nann\n1.5");
  }

  @Test
  void find_inADamagedFile_isRefused_unlessUnverifiedAndTheKeyStandsBefore() throws Exception {
    store.set("users", "a", "1").set("users", "b", "2").set("users", "c", "3");
    Path file = backUp();
    String good = Files.readString(file);
    Files.writeString(file, good.substring(0, good.indexOf("\"c\"")));
    assertThatThrownBy(() -> json(file, key("a"), false)).isInstanceOf(BackupFormatException.class);
    assertThat(json(file, key("a"), true)).contains("\"1\"");
    assertThatThrownBy(() -> json(file, key("c"), true)).isInstanceOf(BackupFormatException.class);

    Files.writeString(file, good.replace("\"2\"", "\"3\""));
    assertThatThrownBy(() -> json(file, key("a"), false)).hasMessageContaining("checksum");
    assertThat(json(file, key("b"), true)).contains("\"3\"");
  }

  @Test
  void restore_ofSomeKeys_leavesTheOthersAlone() throws Exception {
    store.set("users", "user:1", "a").set("users", "user:2", "b").set("users", "admin", "c");
    store.set("users", Bytes.of(new byte[] {'u', (byte) 0xff}), Bytes.of("odd"), -1);
    store.set("users", Bytes.of("user:old"), Bytes.of("o"), 1_763_226_678_027L);
    Path file = backUp();
    clock.advance(Duration.ofDays(1));
    store.delete("users");
    store.set("users", "user:1", "new").set("users", "user:3", "new").set("users", "admin", "new");

    RestoreResult result = persistence.restore(file, RestoreOptions.REPLACE.keys("user:*"));

    assertThat(result.items()).isEqualTo(2);
    assertThat(result.expired()).isEqualTo(1);
    assertThat(result.matched()).isEqualTo(3);
    assertThat(result.itemsInFile()).isEqualTo(5);
    assertThat(store.get("users", "user:1")).isEqualTo("a");
    assertThat(store.get("users", "user:2")).isEqualTo("b");
    assertThat(store.get("users", "user:3")).isEqualTo("new");
    assertThat(store.get("users", "admin")).isEqualTo("new");

    KeyPatterns odd = KeyPatterns.of(List.of(new byte[] {'u', (byte) 0xff}, key("ad??n")));
    assertThat(persistence.restore(file, RestoreOptions.REPLACE.as("copy").keys(odd)).matched())
        .isEqualTo(2);
    assertThat(store.get("copy", "admin")).isEqualTo("c");
    assertThat(persistence.restore(file, RestoreOptions.REPLACE.keys("nothing")).matched())
        .isZero();
    assertThatThrownBy(KeyPatterns::of).hasMessageContaining("expected a pattern");
  }

  @Test
  void restore_ofSomeKeysFromABadFile_changesNothing() throws Exception {
    store.set("users", "user:1", "a").set("users", "user:2", "b");
    Path file = backUp();
    Files.writeString(file, Files.readString(file).replace("\"b\"", "\"c\""));
    store.set("users", "user:1", "new");
    assertThatThrownBy(() -> persistence.restore(file, RestoreOptions.REPLACE.keys("user:1")))
        .isInstanceOf(BackupFormatException.class);
    assertThat(store.get("users", "user:1")).isEqualTo("new");
  }

  @Test
  void diffWithNow_comparesWithOneInstant_andLeavesNoFile() throws Exception {
    store.set("users", "a", "1").set("users", "b", "2");
    Path file = backUp();
    List<String> names = names();
    store.set("users", "b", "3").set("users", "c", "4");

    DiffReport report = persistence.diffWithNow(file, Trust.VERIFIED, 1, 1 << 20);
    assertThat(report.counts()).isEqualTo(new BackupDiff.Counts(1, 0, 1, 1));
    assertThat(report.slice().isLast()).isFalse();
    assertThat(report.slice().differences())
        .singleElement()
        .satisfies(first -> assertThat(first.change()).isEqualTo(Difference.Change.CHANGED));
    assertThat(names()).isEqualTo(names);

    store.delete("users");
    assertThat(persistence.diffWithNow(file, Trust.VERIFIED, 10, 1 << 20).counts())
        .isEqualTo(new BackupDiff.Counts(0, 2, 0, 0));
    Files.writeString(file, "{}");
    assertThatThrownBy(() -> persistence.diffWithNow(file, Trust.VERIFIED, 10, 1 << 20))
        .isInstanceOf(BackupFormatException.class);
    assertThat(names()).isEqualTo(names);
  }
}
