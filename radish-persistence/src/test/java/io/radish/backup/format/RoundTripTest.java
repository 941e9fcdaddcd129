// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import static io.radish.value.ValueType.HASH;
import static io.radish.value.ValueType.SET;
import static io.radish.value.ValueType.ZSET;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.backup.FakeStore;
import io.radish.backup.FakeStore.Bytes;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.KeyspaceLoad;
import io.radish.snapshot.Snapshot;
import io.radish.store.KeyspaceName;
import io.radish.store.ManualClock;
import io.radish.value.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a backup holds is what was backed up: every type, deadline and byte. */
class RoundTripTest {
  private static final long NONE = EntryCursor.NO_EXPIRY;

  /** All but streams, whose elements have to fit each other: {@code StreamFormatTest} has them. */
  private static final List<ValueType> TYPES =
      Stream.of(ValueType.values()).filter(type -> type != ValueType.STREAM).toList();

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private final FakeStore store = new FakeStore(clock);

  @Test
  void emptyCache_roundTrip_isTheSame() throws Exception {
    store.keyspace("c");
    assertThat(roundTrip("c")).contains("\"data\": {},\n").contains("\"item_count\": 0, ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "plain",
        "\"quoted\" \\ back/slash",
        "\u0000\u0001\b\f\n\r\t\u001f\u007f",
        "ümläut ß € 漢字 😀 \u2028",
        "$base64:",
        "$base64:YWJj",
        "$parts:1",
        "$type",
        "$",
        "{\"$type\": \"string\"}",
        "\ufeffbom",
        "\ud7ff\ue000\uffff",
      })
  void text_asKeyValueAndElement_isTheSame(String text) throws Exception {
    store.set("c", text, text).set("c", "other" + text, "x");
    store.push("c", Bytes.of("list" + text), NONE, Bytes.of(text), Bytes.of("y"), Bytes.of(text));
    putCollections(Bytes.of(text), NONE);
    roundTrip("c");
  }

  @Test
  void everyByteAndInvalidUtf8_asKeyValueAndElement_isTheSame() throws Exception {
    String[] hex = {
      "80",
      "bf",
      "c0",
      "c080",
      "c1bf",
      "c2",
      "e0",
      "e08080",
      "e09fbf",
      "eda080",
      "edbfbf",
      "ee80",
      "f0808080",
      "f08fbfbf",
      "f4908080",
      "f5808080",
      "ff",
      "fe",
      "e2828",
      "f09f98"
    };
    for (String one : hex) {
      byte[] odd = java.util.HexFormat.of().parseHex(one.length() % 2 == 0 ? one : one + "0");
      addEverywhere(Bytes.of(odd));
      addEverywhere(Bytes.of("text before " + new String(odd, StandardCharsets.ISO_8859_1)));
      byte[] behind = new byte[100 + odd.length];
      System.arraycopy(odd, 0, behind, 100, odd.length);
      addEverywhere(Bytes.of(behind));
    }
    for (int b = 0; b < 256; b++) {
      addEverywhere(Bytes.of(new byte[] {(byte) b}));
    }
    roundTrip("c");
  }

  private void addEverywhere(Bytes bytes) {
    store.set("c", bytes, bytes, NONE);
    store.set("c", Bytes.of("d" + bytes.latin1()), bytes, 4_000_000_000_000L);
    store.push("c", Bytes.of("l" + bytes.latin1()), NONE, bytes, bytes);
    putCollections(bytes, 4_000_000_000_000L);
  }

  /** A hash, a set and a sorted set with these bytes in every place. */
  private void putCollections(Bytes bytes, long deadline) {
    Bytes more = Bytes.of("more" + bytes.latin1());
    store.put("c", HASH, Bytes.of("h" + bytes.latin1()), deadline, bytes, more, more, bytes);
    store.put("c", SET, Bytes.of("m" + bytes.latin1()), deadline, bytes, more);
    store.put(
        "c",
        ZSET,
        Bytes.of("z" + bytes.latin1()),
        deadline,
        bytes,
        FakeStore.score(-1),
        more,
        FakeStore.score(0.5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"$field:", "$field:1", "$field:x", "$FIELD:1", "field:1", "$field", "value"})
  void field_thatLooksLikeTheMark_isTheSame(String field) throws Exception {
    store.put("c", HASH, Bytes.of("h"), NONE, Bytes.of(field), Bytes.of("v"));
    store.put(
        "c",
        HASH,
        Bytes.of("among others"),
        NONE,
        Bytes.of("a"),
        Bytes.of("1"),
        Bytes.of(new byte[] {-1}),
        Bytes.of("2"),
        Bytes.of(field),
        Bytes.of(new byte[] {-2}));
    roundTrip("c");
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        1,
        -1,
        0.1,
        -1.5,
        9_007_199_254_740_991d,
        9_007_199_254_740_992d,
        9_007_199_254_740_994d,
        1e17,
        1e300,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
      })
  void score_isTheSameToTheBit(double score) throws Exception {
    store.put("c", ZSET, Bytes.of("z"), NONE, Bytes.of("m"), FakeStore.score(score));
    roundTrip("c");
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        1_763_220_000_000L,
        1_763_220_000_001L,
        1_763_222_399_999L,
        253_402_300_799_999L,
        253_402_300_800_000L,
        9_223_372_036_854_775_807L
      })
  void deadline_ofStringAndList_isTheSameToTheMillisecond(long millis) throws Exception {
    clock.set(Instant.parse("2020-01-01T00:00:00Z"));
    store.set("c", Bytes.of("s"), Bytes.of("v"), millis);
    store.set("c", Bytes.of("b"), Bytes.of(new byte[] {-1}), millis);
    store.push("c", Bytes.of("l"), millis, Bytes.of("e"));
    putCollections(Bytes.of("e"), millis);
    store.set("c", Bytes.of("n"), Bytes.of("v"), NONE);
    roundTrip("c");
  }

  @ParameterizedTest
  @ValueSource(ints = {65_535, 65_536, 65_537, (1 << 20) + 1})
  void longTexts_cutWithinCharactersAndBytes_areTheSame(int length) throws Exception {
    Random random = new Random(length);
    String[] units = {"a", "ä", "€", "😀", "\n", "a€"};
    for (String unit : units) {
      roundTripLong(Bytes.of("x" + FakeStore.repeated(unit, length).latin1()), "u" + unit);
    }
    roundTripLong(FakeStore.random(random, length), "random");
    byte[] almost = FakeStore.repeated("a", length).bytes();
    almost[almost.length - 1] = (byte) 0xe2;
    roundTripLong(Bytes.of(almost), "almost");
  }

  private void roundTripLong(Bytes value, String name) throws Exception {
    store.keyspace("c").entries().clear();
    store.set("c", Bytes.of("s" + name), value, NONE);
    store.set("c", Bytes.of("t" + name), value, 4_000_000_000_000L);
    store.set("c", value, Bytes.of("long key"), NONE);
    store.push("c", Bytes.of("l" + name), NONE, value, Bytes.of("between"), value);
    store.push("c", Bytes.of("k" + value.latin1()), 4_000_000_000_000L, Bytes.of("e"));
    putCollections(value, NONE);
    roundTrip("c");
  }

  @Test
  void randomEntries_roundTrip_areTheSame() throws Exception {
    long seed = 20251115;
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      Bytes key = text(random, 40);
      long deadline =
          random.nextInt(3) == 0 ? 4_000_000_000_000L + random.nextLong(1L << 40) : NONE;
      ValueType type = TYPES.get(random.nextInt(TYPES.size()));
      if (type == HASH || type == ZSET) {
        Bytes[] elements = new Bytes[2 + 2 * random.nextInt(5)];
        java.util.Arrays.setAll(
            elements,
            n ->
                n % 2 == 1 && type == ZSET
                    ? FakeStore.score(random.nextInt(2) * random.nextGaussian())
                    : text(random, 60));
        store.put("c", type, key, deadline, elements);
      } else if (type != ValueType.STRING) {
        Bytes[] elements = new Bytes[1 + random.nextInt(5)];
        java.util.Arrays.setAll(elements, n -> text(random, 60));
        store.put("c", type, key, deadline, elements);
      } else {
        store.set("c", key, text(random, 100), deadline);
      }
    }
    roundTrip("c");
  }

  private static Bytes text(Random random, int most) {
    int length = random.nextInt(most);
    return switch (random.nextInt(4)) {
      case 0 -> FakeStore.random(random, length);
      case 1 -> {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
          int point = random.nextInt(Character.MAX_CODE_POINT + 1);
          text.appendCodePoint(point >= 0xd800 && point < 0xe000 ? 'x' : point);
        }
        yield Bytes.of(text.toString());
      }
      default -> {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
          text.append((char) random.nextInt(128));
        }
        yield Bytes.of(text.toString());
      }
    };
  }

  /** Writes the keyspace, reads it back under the same name, compares; returns the file's text. */
  private String roundTrip(String name) throws IOException, InterruptedException {
    byte[] written;
    try (Snapshot snapshot = store.snapshot(KeyspaceName.parse(name)::equals)) {
      written = MemoryOutput.write(snapshot.keyspaces().getFirst());
    }
    Path file = Files.write(folder.resolve("backup.json"), written);
    FakeStore restored = new FakeStore(clock);
    Instant now = clock.instant();
    try (BackupReader reader = BackupReader.open(file, BackupReader.Trust.VERIFIED);
        KeyspaceLoad load = restored.load(reader.keyspace(), reader.header().defaultTtlSeconds())) {
      BackupContent content = reader.read(load.sink(), now);
      assertThat(content.items()).isEqualTo(store.keyspace(name).entries().size());
      assertThat(content.warnings()).isEmpty();
      load.commit();
    }
    FakeStore.Keyspace expected = store.keyspace(name);
    FakeStore.Keyspace actual = restored.keyspace(name);
    assertThat(actual.ttlSeconds()).isEqualTo(expected.ttlSeconds());
    assertThat(actual.entries()).hasSameSizeAs(expected.entries().keySet());
    expected
        .entries()
        .forEach(
            (key, value) ->
                assertThat(value.equals(actual.entries().get(key)))
                    .as(key.latin1().substring(0, Math.min(80, key.latin1().length())))
                    .isTrue());
    return new String(written, StandardCharsets.UTF_8);
  }
}
