// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import io.radish.store.Key;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.LooseEntry;
import io.radish.store.ShardLocks;
import io.radish.store.Store;
import io.radish.value.CollectionValue;
import io.radish.value.ElementCursor;
import io.radish.value.Entry;
import io.radish.value.RecordLayout;
import io.radish.value.Scores;
import io.radish.value.ValueType;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes, sets and sorted sets as Redis and Valkey dump them, in every form they have had. */
class CollectionPayloadTest {
  /** Every form that an element of a ziplist or listpack has, as the payloads have them. */
  private static final List<String> FORMS =
      List.of(
          "0",
          "12",
          "13",
          "-1",
          "127",
          "-128",
          "128",
          "-32768",
          "32767",
          "40000",
          "-8388608",
          "8388607",
          "2147483647",
          "-2147483648",
          "9223372036854775807",
          "-9223372036854775808",
          "",
          "a",
          "x".repeat(63),
          "y".repeat(64));

  private static final List<String> SCORED =
      List.of(
          "last",
          "-inf",
          "neg",
          "-1.5",
          "zero",
          "0",
          "one",
          "1",
          "12",
          "2",
          "",
          "2.25",
          "big",
          "12345.678",
          "first",
          "inf");

  private final Store store = Store.builder().shards(1).seed(1).build();
  private final Keyspace keyspace = store.findOrCreate(KeyspaceName.DEFAULT);
  private final ShardLocks locks = store.newLocks();
  private final Key key = store.newKey().set(ByteView.of("k"));

  CollectionPayloadTest() {
    locks.addAll();
    locks.acquireUninterruptibly();
  }

  @AfterEach
  void close() {
    locks.release();
    store.close();
  }

  // ---- what there is ----

  /** Each form with the one that stands as far from the end. */
  private static List<String> hash() {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < FORMS.size(); i++) {
      pairs.add(FORMS.get(i));
      pairs.add(FORMS.get(FORMS.size() - 1 - i));
    }
    return pairs;
  }

  private static List<String> longHash() {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      pairs.add("field " + i);
      pairs.add("value number " + i);
    }
    pairs.addAll(List.of("", ""));
    return pairs;
  }

  private static List<String> longZset() {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      pairs.add("member " + i);
      pairs.add(Scores.text(i * 1.5));
    }
    pairs.addAll(List.of("top", "inf", "bottom", "-inf"));
    return pairs;
  }

  private static List<String> texts(long... numbers) {
    return LongStream.of(numbers).mapToObj(Long::toString).toList();
  }

  private static List<String> expected(String name) {
    return switch (name) {
      case "hash" -> hash();
      case "long-hash" -> longHash();
      case "intset" -> texts(-3, -2, -1, 0, 1, 2, 3, 4);
      case "intset-32" -> texts(-70000, 1, 70000);
      case "intset-64" -> texts(-(1L << 62), 1, 1L << 40);
      case "set" -> FORMS;
      case "long-set" -> IntStream.range(0, 200).mapToObj(i -> "member " + i).toList();
      case "zset" -> SCORED;
      case "long-zset" -> longZset();
      default -> throw new AssertionError(name);
    };
  }

  private static ValueType type(String name) {
    return name.endsWith("hash")
        ? ValueType.HASH
        : name.endsWith("zset") ? ValueType.ZSET : ValueType.SET;
  }

  // ---- reading and writing ----

  private Entry filled(ValueType type, List<String> elements) {
    LooseEntry loose = LooseEntry.ofCollection(store, key, type, RecordLayout.NO_DEADLINE, 1);
    int stride = type.elementsPerEntry();
    for (int i = 0; i < elements.size(); i += stride) {
      ByteView second = new ByteView();
      if (type == ValueType.ZSET) {
        Scores.bytes(Scores.bits(Scores.parse(elements.get(i + 1))), second);
      } else if (stride > 1) {
        second = bytes(elements.get(i + 1));
      }
      assertThat(CollectionValue.add(loose, bytes(elements.get(i)), second)).isTrue();
    }
    return keyspace.put(key, loose, 1);
  }

  private static ByteView bytes(String latin1) {
    return ByteView.of(latin1.getBytes(ISO_8859_1));
  }

  private static byte[] dump(Entry entry) {
    try (DumpPayload payload = DumpPayload.of(entry, 0)) {
      return payload.bytes(new ByteView()).toBytes();
    }
  }

  private static List<String> read(byte[] payload) {
    ReadValue value = new ReadValue();
    assertThat(DumpPayload.read(ByteView.of(payload), value)).isEqualTo(DumpPayload.Outcome.READ);
    return value.elements;
  }

  /** Entries as texts of their own, for those that come in any order. */
  private static Set<List<String>> entries(ValueType type, List<String> elements) {
    TreeSet<List<String>> entries = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
    int stride = type.elementsPerEntry();
    for (int i = 0; i < elements.size(); i += stride) {
      assertThat(entries.add(List.copyOf(elements.subList(i, i + stride)))).isTrue();
    }
    return entries;
  }

  // ---- payloads of real servers ----

  static Stream<String> names() {
    return Stream.of(
        "hash",
        "long-hash",
        "intset",
        "intset-32",
        "intset-64",
        "set",
        "long-set",
        "zset",
        "long-zset");
  }

  @ParameterizedTest
  @MethodSource("names")
  void payloads_ofRealServers_areRead(String name) {
    for (String server : List.of("redis70-", "valkey80-")) {
      assertThat(entries(type(name), read(Payloads.named(server + name))))
          .as(server)
          .isEqualTo(entries(type(name), expected(name)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hash", "intset", "intset-32", "intset-64", "set", "zset"})
  void compactCollections_areWrittenAsValkeyDoes(String name) {
    assertThat(dump(filled(type(name), expected(name))))
        .isEqualTo(Payloads.named("valkey80-" + name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"long-hash", "long-set", "long-zset"})
  void largeCollections_areWrittenInTheFormOfValkey(String name) {
    byte[] ours = dump(filled(type(name), expected(name)));
    assertThat(ours[0]).isEqualTo(Payloads.named("valkey80-" + name)[0]);
    assertThat(entries(type(name), read(ours))).isEqualTo(entries(type(name), expected(name)));
  }

  @ParameterizedTest
  @CsvSource({"hash-ziplist,hash", "zset-ziplist,zset", "zset-text,zset"})
  void olderForms_areRead(String name, String content) {
    assertThat(read(Payloads.named(name))).isEqualTo(expected(content));
  }

  @Test
  void zipmap_isRead() {
    assertThat(read(Payloads.named("hash-zipmap")))
        .containsExactly("name", "Ann", "", "", "long", "x".repeat(300), "12", "-7");
  }

  // ---- anything goes through ----

  @ParameterizedTest
  @EnumSource(names = {"HASH", "SET", "ZSET"})
  void anyCollection_writtenAndRead_isTheSame(ValueType type) {
    Random random = new Random(17);
    for (int round = 0; round < 150; round++) {
      int longest = random.nextInt(10) == 0 ? 5_000 : 70;
      TreeSet<String> firsts = new TreeSet<>();
      for (int n = random.nextInt(random.nextInt(10) == 0 ? 1_000 : 40); n >= 0; n--) {
        firsts.add(text(random, longest));
      }
      List<String> elements = new ArrayList<>();
      for (String first : firsts) {
        elements.add(first);
        if (type == ValueType.ZSET) {
          elements.add(Scores.text(score(random)));
        } else if (type == ValueType.HASH) {
          elements.add(text(random, longest));
        }
      }
      Entry entry = filled(type, elements);
      assertThat(entries(type, read(dump(entry)))).isEqualTo(entries(type, elements));
      assertThat(new ElementCursor().open(entry).left()).isEqualTo(elements.size());
    }
  }

  private static String text(Random random, int longest) {
    if (random.nextInt(3) == 0) {
      return Long.toString(random.nextLong() >> random.nextInt(64));
    }
    byte[] bytes = new byte[random.nextInt(longest)];
    random.nextBytes(bytes);
    return new String(bytes, ISO_8859_1);
  }

  private static double score(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt(9) - 4;
      case 1 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      case 2 -> Double.MIN_VALUE * random.nextInt(3);
      case 3 -> random.nextLong();
      default -> random.nextGaussian() * 1e200;
    };
  }

  // ---- hostile ones ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "02 00", // a set without members
        "04 00", // a hash without fields
        "05 00", // a sorted set without members
        "03 00",
        "02 02 01 61", // one member of two
        "02 81 7fffffffffffffff 01 61",
        "04 81 7fffffffffffffff 01 61 01 62",
        "04 01 01 61", // a field without a value
        "04 02 01 61 01 62 01 63", // likewise the second
        "04 01 01 61 80 ffffffff 62",
        "05 01 01 61", // no score
        "05 01 01 61 00000000000000", // a score that is cut
        "05 01 01 61 000000000000f87f", // NaN
        "05 01 01 61 000000000000f8ff", // minus NaN
        "05 01 01 61 ffffffffffffff7f",
        "03 01 01 61 fd", // NaN as text
        "03 01 01 61 03 6e616e",
        "03 01 01 61 00", // no text
        "03 01 01 61 05 312e35", // a text that is cut
        "03 01 01 61 03 616263", // no number
        "10 07 07000000 0000 ff", // empty listpacks
        "11 07 07000000 0000 ff",
        "14 07 07000000 0000 ff",
        "10 0a 0a000000 0100 816102 ff", // a field without a value
        "10 10 10000000 0300 816102 816202 816302 ff", // likewise the second
        "11 0a 0a000000 0100 816102 ff", // a member without a score
        "11 0d 0d000000 0200 816102 816202 ff", // a score that is none
        "11 0f 0f000000 0200 816102 836e616e04 ff", // NaN
        "0d 0b 0b000000 0a000000 0000 ff", // empty ziplists
        "0c 0b 0b000000 0a000000 0000 ff",
        "0d 0d 0d000000 0a000000 0100 00f2 ff", // a field without a value
        "0c 0f 0f000000 0c000000 0200 00f2 02 ff",
        "09 02 00 ff", // an empty zipmap
        "09 01 ff",
        "09 03 01 01 61", // cut
        "09 06 01 01 61 01 00 62", // no end
        "09 05 01 01 61 05 ff", // beyond the end
        "09 07 02 01 61 01 00 62 ff", // one field, two announced
        "09 07 01 01 61 01 09 62 ff", // more unused bytes than there are
        "0b 08 02000000 00000000", // an empty intset
        "0b 0a 02000000 02000000 0100", // fewer integers than announced
        "0b 0a 03000000 01000000 0100", // a width that is none
        "0b 0a 00000000 01000000 0100",
        "0b 0c 02000000 02000000 0500 0100", // not in order
        "0b 0c 02000000 02000000 0100 0100", // the same twice
        "0b 08 02000000 ffffffff",
        "0b 04 02000000",
      })
  void whatContradictsItself_isBadFormat(String hex) {
    byte[] payload =
        Payloads.withFooter(HexFormat.of().parseHex(hex.replace(" ", "")), DumpPayload.VERSION);
    assertThat(DumpPayload.read(ByteView.of(payload), new ReadValue()))
        .isEqualTo(DumpPayload.Outcome.BAD_FORMAT);
  }

  /** What takes the entries says whether one may come again; then the payload is bad. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "02 02 01 61 01 61",
        "04 02 01 61 01 62 01 61 01 63",
        "05 02 01 61 000000000000f03f 01 61 0000000000000040",
        "10 13 13000000 0400 816102 816202 816102 816302 ff",
        "14 0d 0d000000 0200 816102 816102 ff",
      })
  void entryThatComesTwice_isBadFormat_whereItMayNot(String hex) {
    byte[] payload =
        Payloads.withFooter(HexFormat.of().parseHex(hex.replace(" ", "")), DumpPayload.VERSION);
    TreeSet<String> seen = new TreeSet<>();
    ValueSink sink =
        new ValueSink() {
          @Override
          public void string(ByteView value) {
            throw new AssertionError("no string");
          }

          @Override
          public boolean entry(ValueType type, ByteView first, ByteView second) {
            return seen.add(first.toText());
          }

          @Override
          public void fieldDeadline(ByteView field, long deadline) {
            throw new AssertionError("no deadlines");
          }
        };
    assertThat(DumpPayload.read(ByteView.of(payload), sink))
        .isEqualTo(DumpPayload.Outcome.BAD_FORMAT);
  }
}
