// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.backup.FakeStore;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.Snapshot;
import io.radish.store.KeyspaceName;
import io.radish.store.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The format, frozen: what Radish writes is these files to the byte, and these files can be read.
 * Whoever changes one of them changes the contract of {@code docs/backup-format.md}.
 */
class GoldenFilesTest {
  private static URL resource(String name) {
    return Objects.requireNonNull(
        GoldenFilesTest.class.getResource("/golden/" + name), () -> name + " is missing");
  }

  private static String golden(String name) {
    try (InputStream in = resource(name).openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FakeStore restored(String name) throws IOException, URISyntaxException {
    ManualClock clock = new ManualClock();
    FakeStore store = new FakeStore(clock);
    Path file = Path.of(resource(name).toURI());
    try (BackupReader reader = BackupReader.open(file, BackupReader.Trust.VERIFIED);
        var load = store.load(reader.keyspace(), reader.header().defaultTtlSeconds())) {
      reader.read(load.sink(), clock.instant());
      load.commit();
    }
    return store;
  }

  @Test
  void namedCache_withOneOfEverything_isTheGoldenFileBothWays() throws Exception {
    FakeStore store = FormatParts.everything();
    assertThat(new String(FormatParts.backupOf(store, "users"), StandardCharsets.UTF_8))
        .isEqualTo(golden("cache_users_20251115_161118.json"));
    assertThat(restored("cache_users_20251115_161118.json").keyspace("users"))
        .isEqualTo(store.keyspace("users"));
  }

  @Test
  void fieldsThatExpire_areTheGoldenFileBothWays() throws Exception {
    FakeStore store = FormatParts.withFieldsThatExpire();
    String name = "cache_fields_20251115_161118.json";
    assertThat(new String(FormatParts.backupOf(store, "fields"), StandardCharsets.UTF_8))
        .isEqualTo(golden(name));
    assertThat(restored(name).keyspace("fields")).isEqualTo(store.keyspace("fields"));
  }

  @Test
  void expiringStore_isTheGoldenFileBothWays() throws Exception {
    FakeStore store = new FakeStore(new ManualClock());
    store.createStore("users:tokens", 3600);
    store.set("users:tokens", FakeStore.Bytes.of("t"), FakeStore.Bytes.of("v"), 1_763_226_678_027L);
    assertThat(new String(FormatParts.backupOf(store, "users:tokens"), StandardCharsets.UTF_8))
        .isEqualTo(golden("store_users.tokens_20251115_161118.json"));
    assertThat(restored("store_users.tokens_20251115_161118.json").keyspace("users:tokens"))
        .isEqualTo(store.keyspace("users:tokens"));
  }

  @Test
  void emptyDefaultStore_isTheGoldenFileBothWays() throws Exception {
    FakeStore store = new FakeStore(new ManualClock());
    assertThat(new String(FormatParts.backupOf(store, "default_store"), StandardCharsets.UTF_8))
        .isEqualTo(golden("default_store_20251115_161118.json"));
    assertThat(restored("default_store_20251115_161118.json").contents())
        .containsOnlyKeys(KeyspaceName.DEFAULT);
  }

  @Test
  void guidesExample_word_forWord_restores() throws Exception {
    FakeStore store = restored("original_cache_users.json");
    assertThat(store.keyspace("users").entries()).hasSize(3);
    assertThat(store.get("users", "user:3")).isEqualTo("charlie@example.com");
  }

  @Test
  void originalsFile_withNestedValues_keepsThemAsTheirJsonText() throws Exception {
    FakeStore store = restored("original_default_store.json");
    assertThat(store.get("default_store", "text")).isEqualTo("ünï😀\u0007");
    assertThat(store.get("default_store", "object"))
        .isEqualTo("{\"name\":\"Jane \\\"J\\\"\",\"age\":25,\"tags\":[\"a\",{}],\"none\":null}");
    assertThat(store.get("default_store", "array")).isEqualTo("[1,2.50,1e400,-0,true,false]");
    assertThat(store.get("default_store", "number")).isEqualTo("12345678901234567890.10");
    assertThat(store.get("default_store", "null")).isEqualTo("null");
    assertThat(store.get("default_store", "$base64:!")).isEqualTo("a key like any other");
  }

  @Test
  void dataAlone_isWhatABackupHolds() throws Exception {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (Snapshot snapshot =
            FormatParts.everything().snapshot(KeyspaceName.ofCache("users")::equals);
        EntryCursor entries = snapshot.keyspaces().getFirst().entries()) {
      assertThat(BackupWriter.writeData(entries, data)).isEqualTo(FormatParts.ENTRIES);
    }
    assertThat(golden("cache_users_20251115_161118.json"))
        .contains("\"data\": " + data.toString(StandardCharsets.UTF_8) + ",\n  \"checksum\"");
  }

  @Test
  void goldenFiles_forAnyJsonReader_areOneEntryALine() {
    List<String> lines = golden("cache_users_20251115_161118.json").lines().toList();
    assertThat(lines.stream().filter(line -> line.startsWith("    \"")))
        .hasSize(FormatParts.ENTRIES);
  }
}
