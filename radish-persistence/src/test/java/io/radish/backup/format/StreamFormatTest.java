// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.backup.FakeStore;
import io.radish.backup.FakeStore.Bytes;
import io.radish.memory.ByteView;
import io.radish.snapshot.KeyspaceLoad;
import io.radish.store.ManualClock;
import io.radish.value.StreamElements;
import io.radish.value.StreamElements.Part;
import io.radish.value.StreamFields;
import io.radish.value.StreamId;
import io.radish.value.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams in backups: what they look like, and that both readers read them alike. */
class StreamFormatTest {
  private static final Instant NOW = Instant.parse("2025-11-15T16:00:00Z");
  private static final long AT = 1_763_226_678_027L;
  private static final int MUTATIONS = 1500;

  @TempDir Path folder;
  private final FakeStore store = new FakeStore(new ManualClock());
  private final List<Bytes> elements = new ArrayList<>();

  private void part(ByteView first, ByteView second) {
    elements.add(Bytes.of(first));
    elements.add(Bytes.of(second));
  }

  private void state(String last, String maxDeleted, long added) {
    part(StreamElements.state(), StreamElements.state(id(last), id(maxDeleted), added));
  }

  private void entry(String id, Bytes... fields) {
    try (StreamFields packed = new StreamFields()) {
      for (Bytes field : fields) {
        packed.add(ByteView.of(field.bytes()));
      }
      part(StreamElements.first(Part.ENTRY, id(id)), packed.bytes(new ByteView()));
    }
  }

  private void group(Bytes name, String last, long read) {
    part(
        StreamElements.first(Part.GROUP, ByteView.of(name.bytes())),
        StreamElements.group(id(last), read));
  }

  private void consumer(Bytes name, long seen, long active) {
    part(
        StreamElements.first(Part.CONSUMER, ByteView.of(name.bytes())),
        StreamElements.numbers(seen, active));
  }

  private void pending(String id, long delivered, long deliveries) {
    part(StreamElements.first(Part.PENDING, id(id)), StreamElements.numbers(delivered, deliveries));
  }

  private static StreamId id(String text) {
    StreamId id = StreamId.parse(text);
    if (id == null) {
      throw new AssertionError(text);
    }
    return id;
  }

  private void put(String key, long expiresAt) {
    store.put("users", ValueType.STREAM, Bytes.of(key), expiresAt, elements.toArray(Bytes[]::new));
    elements.clear();
  }

  private String backup() throws Exception {
    return new String(FormatParts.backupOf(store, "users"), StandardCharsets.UTF_8);
  }

  private void small() {
    state("1700-1", "1699-0", 4);
    entry("1700-0", Bytes.of("name"), Bytes.of("Ann"), Bytes.of("n"), Bytes.of(""));
    entry("1700-1", Bytes.of("name"), Bytes.of(new byte[] {-1}));
    group(Bytes.of("mail"), "1700-1", 4);
    consumer(Bytes.of("c1"), AT, AT);
    pending("1700-0", AT, 2);
    pending("1700-1", AT, 1);
    consumer(Bytes.of("c2"), AT, -1);
    group(Bytes.of("print"), "0-0", -1);
    put("events", -1);
  }

  private void odd() {
    state("18446744073709551615-18446744073709551615", "0-0", 0);
    group(Bytes.of("$field:1"), "0-0", 0);
    group(Bytes.of(new byte[] {-1, -2}), "0-0", -1);
    consumer(Bytes.of("\0".repeat(3)), AT, -1);
    consumer(Bytes.of(new byte[] {-1}), AT, AT);
    put("odd", AT);
    state("5-5", "5-6", 1);
    entry("5-5", FakeStore.repeated("long", 1_100_000), Bytes.of(""));
    put("long", -1);
    state("0-0", "0-0", 0);
    put("empty", -1);
    state("3-3", "0-0", 9);
    entry("3-3", Bytes.of(""), Bytes.of(""));
    group(FakeStore.repeated("long", 1_100_000), "3-3", 7);
    put("long name", -1);
  }

  @Test
  void stream_inABackup_isReadable() throws Exception {
    small();
    assertThat(backup())
        .contains(
            "\"events\": {\"$type\": \"stream\", \"last_id\": \"1700-1\", \"max_deleted_id\":"
                + " \"1699-0\", \"entries_added\": 4, \"value\": [[\"1700-0\", \"name\", \"Ann\","
                + " \"n\", \"\"], [\"1700-1\", \"name\", {\"$base64\": \"/w==\"}]], \"groups\":"
                + " {\"mail\": {\"last_id\": \"1700-1\", \"entries_read\": 4, \"consumers\":"
                + " {\"c1\": {\"seen\": \"2025-11-15T17:11:18.027Z\", \"active\":"
                + " \"2025-11-15T17:11:18.027Z\", \"pending\": [[\"1700-0\","
                + " \"2025-11-15T17:11:18.027Z\", 2], [\"1700-1\", \"2025-11-15T17:11:18.027Z\","
                + " 1]]}, \"c2\": {\"seen\": \"2025-11-15T17:11:18.027Z\", \"active\": null,"
                + " \"pending\": []}}}, \"print\": {\"last_id\": \"0-0\", \"entries_read\": null,"
                + " \"consumers\": {}}}}");
  }

  private FakeStore read(Path file, boolean fast) throws IOException {
    FakeStore into = new FakeStore(new ManualClock());
    try (BackupReader reader = BackupReader.open(file, BackupReader.Trust.VERIFIED);
        KeyspaceLoad load = into.load(reader.keyspace(), 0)) {
      BackupContent _ =
          fast ? reader.readAsWritten(load.sink(), NOW) : reader.readAsAnyJson(load.sink(), NOW);
      load.commit();
    }
    return into;
  }

  @Test
  void streams_readByBothReaders_areWhatWasWritten() throws Exception {
    small();
    odd();
    Path file = Files.writeString(folder.resolve("cache_users_20251115_161118.json"), backup());
    for (boolean fast : new boolean[] {true, false}) {
      assertThat(read(file, fast).keyspace("users"))
          .as("fast: %s", fast)
          .isEqualTo(store.keyspace("users"));
    }
  }

  private Object outcome(Path file, boolean any) throws IOException {
    FakeStore into = new FakeStore(new ManualClock());
    try (BackupReader reader = BackupReader.open(file, BackupReader.Trust.VERIFIED);
        KeyspaceLoad load = into.load(reader.keyspace(), 0)) {
      BackupContent _ =
          any ? reader.readAsAnyJson(load.sink(), NOW) : reader.read(load.sink(), NOW);
      load.commit();
      return into.keyspace("users");
    } catch (BackupFormatException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void damagedFiles_areReadOrRefusedAlike() throws Exception {
    small();
    state("7-7", "0-0", 9);
    entry("3-3", Bytes.of("f"), Bytes.of("v"));
    group(Bytes.of(new byte[] {-1}), "3-3", 7);
    consumer(Bytes.of("$field:c"), AT, AT);
    pending("3-3", AT, 1);
    put("other", AT + 1_000_000);
    byte[] good = backup().getBytes(StandardCharsets.UTF_8);
    Random random = new Random(20251115);
    Path file = folder.resolve("cache_users_20251115_161118.json");
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Files.write(file, signed(BackupFuzz.mutate(good, random)));
      Object either = outcome(file, false);
      assertThat(either).as("mutation %s", i).isEqualTo(outcome(file, true));
      read += either instanceof FakeStore.Keyspace ? 1 : 0;
    }
    assertThat(read).isGreaterThan(MUTATIONS / 150);
  }

  private static byte[] signed(byte[] bytes) {
    if (bytes.length > 12) {
      CRC32C sum = new CRC32C();
      sum.update(bytes, 0, bytes.length - 12);
      byte[] digits = BackupWriter.hex((int) sum.getValue()).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(digits, 0, bytes, bytes.length - 12, 8);
    }
    return bytes;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"1700-0\", \"name\"|\"1700-2\", \"name\"|ids of a stream must ascend",
        "[\"1700-1\", \"name\", {|[\"1700-0\", \"name\", {|ids of a stream must ascend",
        "[\"1700-0\", \"name\"|[\"17\", \"name\"|an id must be two numbers",
        "[\"1700-0\", \"name\"|[\"1700-0\"|a value for each field",
        "\"entries_added\": 4|\"entries_added\": \"4\"|must be a whole number",
        "\"max_deleted_id\": \"1699-0\", ||expected \"max_deleted_id\" here",
        "\"print\"|\"mail\"|occurs twice",
        "\"c2\"|\"c1\"|occurs twice",
        "\"active\": null|\"active\": \"yesterday\"|must be an ISO time",
        "\"entries_read\": null|\"entries_read\": true|must be a whole number",
        ", 2], [|], [|must be a whole number",
        "\"pending\": []|\"pending\": {}|must be an array",
        "\"consumers\": {}|\"consumers\": {}, \"more\": 1|more in here than a stream has",
      })
  void mistakesByHand_areExplained(String right, String wrong, String message) throws Exception {
    small();
    String text = backup();
    assertThat(text).contains(right);
    String edited =
        text.replaceFirst(
            java.util.regex.Pattern.quote(right),
            java.util.regex.Matcher.quoteReplacement(wrong == null ? "" : wrong));
    Path file = folder.resolve("cache_users_20251115_161118.json");
    Files.write(file, signed(edited.getBytes(StandardCharsets.UTF_8)));
    assertThatThrownBy(() -> read(file, false))
        .isInstanceOf(BackupFormatException.class)
        .hasMessageContaining(message);
    assertThat(outcome(file, false)).isEqualTo(outcome(file, true));
  }
}
