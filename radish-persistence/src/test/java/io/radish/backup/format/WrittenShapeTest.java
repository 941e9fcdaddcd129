// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.backup.FakeStore;
import io.radish.backup.FakeStore.Bytes;
import io.radish.memory.ByteView;
import io.radish.snapshot.EntrySink;
import io.radish.store.ManualClock;
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

/**
 * The fast reader of what Radish writes against the parser of any JSON: whatever the bytes, both
 * ways give the sink the same entries and end with the same result or the same complaint.
 */
class WrittenShapeTest {
  private static final Instant NOW = Instant.parse("2025-11-15T16:00:00Z");
  private static final int MUTATIONS = 3000;

  @TempDir Path folder;

  /** Writes down what it is told. */
  private static final class Recorder implements EntrySink {
    final List<String> heard = new ArrayList<>();

    private void note(String what, ByteView bytes) {
      heard.add(what + " " + new String(bytes.toBytes(), StandardCharsets.ISO_8859_1));
    }

    @Override
    public void string(ByteView key, long expiresAtMillis, ByteView value) {
      note("string " + expiresAtMillis, key);
      note("value", value);
    }

    @Override
    public void beginString(ByteView key, long expiresAtMillis, int length) {
      note("long " + length + " " + expiresAtMillis, key);
    }

    @Override
    public void stringPart(ByteView part) {
      note("part", part);
    }

    @Override
    public void endString() {
      heard.add("end of string");
    }

    @Override
    public void beginCollection(ValueType type, ByteView key, long expiresAtMillis) {
      note(type + " " + expiresAtMillis, key);
    }

    @Override
    public void element(ByteView element) {
      note("element", element);
    }

    @Override
    public void elementDeadline(long expiresAtMillis) {
      heard.add("until " + expiresAtMillis);
    }

    @Override
    public void endCollection() {
      heard.add("end of collection");
    }
  }

  /**
   * What came of a reading: the content and what the sink heard, or the complaint, where what was
   * heard is nobody's.
   */
  private record Outcome(Object result, List<String> heard) {}

  private interface Reading {
    BackupContent read(BackupReader reader, EntrySink sink) throws IOException;
  }

  private static Outcome outcome(Path file, Reading reading) throws IOException {
    Recorder recorder = new Recorder();
    try (BackupReader reader = BackupReader.open(file, BackupReader.Trust.VERIFIED)) {
      BackupContent content = reading.read(reader, recorder);
      return new Outcome(content, recorder.heard);
    } catch (BackupFormatException e) {
      return new Outcome(String.valueOf(e.getMessage()), List.of());
    }
  }

  private static FakeStore everything() {
    FakeStore store = FormatParts.everything();
    Random random = new Random(3);
    Bytes text = Bytes.of("x\"\\\n\u0001ü".repeat(180_000));
    store.set(FormatParts.CACHE, Bytes.of("long"), text, -1);
    store.set(FormatParts.CACHE, Bytes.of("long and late"), text, 4_000_000_000_000L);
    store.set(FormatParts.CACHE, Bytes.of("odd"), FakeStore.random(random, 1_200_000), -1);
    Bytes odd = FakeStore.random(random, 1_100_000);
    store.push(FormatParts.CACHE, Bytes.of("long list"), -1, text, Bytes.of("short"), odd, text);
    store.put(
        FormatParts.CACHE,
        ValueType.HASH,
        Bytes.of("long hash"),
        4_000_000_000_000L,
        Bytes.of("short"),
        text,
        text,
        Bytes.of("value of a long field"),
        odd,
        odd,
        Bytes.of("$field:"),
        Bytes.of(""));
    store.put(FormatParts.CACHE, ValueType.SET, Bytes.of("long set"), -1, text, odd, Bytes.of(""));
    store.put(
        FormatParts.CACHE,
        ValueType.ZSET,
        Bytes.of("long board"),
        4_000_000_000_000L,
        odd,
        FakeStore.score(Double.NEGATIVE_INFINITY),
        Bytes.of(""),
        FakeStore.score(Double.MIN_VALUE),
        text,
        FakeStore.score(Double.MAX_VALUE));
    for (int i = 0; i < 300; i++) {
      store.set(
          FormatParts.CACHE,
          Bytes.of("k" + i),
          i % 3 == 0
              ? FakeStore.random(random, random.nextInt(40))
              : Bytes.of("v".repeat(random.nextInt(3000)) + (i % 2 == 0 ? "é\t" : "")),
          i % 5 == 0 ? 4_000_000_000_000L + i : -1);
    }
    return store;
  }

  @Test
  void whatRadishWrites_isReadByTheFastReaderAlone() throws Exception {
    Path file =
        Files.write(
            folder.resolve("all.json"), FormatParts.backupOf(everything(), FormatParts.CACHE));
    Outcome parsed = outcome(file, (reader, sink) -> reader.readAsAnyJson(sink, NOW));
    Outcome fast = outcome(file, (reader, sink) -> reader.readAsWritten(sink, NOW));
    assertThat(fast.result()).isEqualTo(parsed.result()).isInstanceOf(BackupContent.class);
    assertThat(fast.heard()).isEqualTo(parsed.heard());
  }

  @Test
  void anEmptyStoreAndALongKey_areReadAlike() throws Exception {
    FakeStore store = new FakeStore(new ManualClock());
    store.createStore("users:tokens", 60);
    Path file =
        Files.write(folder.resolve("empty.json"), FormatParts.backupOf(store, "users:tokens"));
    assertThat(outcome(file, (reader, sink) -> reader.readAsWritten(sink, NOW)))
        .isEqualTo(outcome(file, (reader, sink) -> reader.readAsAnyJson(sink, NOW)));
    store.set("users", "before", "1");
    store.set("users", Bytes.of("k".repeat(1_100_000)), Bytes.of("x"), -1);
    store.set("users", "zz behind", "2");
    file = Files.write(folder.resolve("long.json"), FormatParts.backupOf(store, "users"));
    assertThat(outcome(file, (reader, sink) -> reader.read(sink, NOW)))
        .isEqualTo(outcome(file, (reader, sink) -> reader.readAsAnyJson(sink, NOW)));
  }

  @Test
  void damagedFiles_areReadOrRefusedAlike() throws Exception {
    byte[] good = FormatParts.backupOf(FormatParts.everything(), FormatParts.CACHE);
    Random random = new Random(20251115);
    Path file = folder.resolve("cache_users_20251115_161118.json");
    int read = 0;
    int fast = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Files.write(file, sign(BackupFuzz.mutate(good, random), random));
      Outcome either = outcome(file, (reader, sink) -> reader.read(sink, NOW));
      Outcome parsed = outcome(file, (reader, sink) -> reader.readAsAnyJson(sink, NOW));
      assertThat(either).as("mutation %s", i).isEqualTo(parsed);
      read += either.result() instanceof BackupContent ? 1 : 0;
      fast += isFast(file) ? 1 : 0;
    }
    assertThat(read).isGreaterThan(MUTATIONS / 50);
    assertThat(fast).isBetween(MUTATIONS / 100, read);
  }

  private static boolean isFast(Path file) throws IOException {
    try (BackupReader reader = BackupReader.open(file, BackupReader.Trust.VERIFIED)) {
      BackupContent _ = reader.readAsWritten(new Recorder(), NOW);
      return true;
    } catch (Unfamiliar | BackupFormatException e) {
      return false;
    }
  }

  /** Makes the checksum right again, mostly, so that it is not what the damage shows in. */
  private static byte[] sign(byte[] bytes, Random random) {
    if (bytes.length > 12 && random.nextInt(8) > 0) {
      CRC32C sum = new CRC32C();
      sum.update(bytes, 0, bytes.length - 12);
      byte[] digits = BackupWriter.hex((int) sum.getValue()).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(digits, 0, bytes, bytes.length - 12, 8);
    }
    return bytes;
  }
}
