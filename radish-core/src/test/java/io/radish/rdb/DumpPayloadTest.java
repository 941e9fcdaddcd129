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
import io.radish.value.Entry;
import io.radish.value.ListValue;
import io.radish.value.RecordLayout;
import io.radish.value.ValueType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DumpPayloadTest {
  /** Every form that an element of a ziplist or listpack has. */
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
          "y".repeat(64),
          "z".repeat(300),
          "w".repeat(17_000));

  private final Store store = Store.builder().shards(1).seed(1).build();
  private final Keyspace keyspace = store.findOrCreate(KeyspaceName.DEFAULT);
  private final ShardLocks locks = store.newLocks();
  private final Key key = store.newKey().set(ByteView.of("k"));

  DumpPayloadTest() {
    locks.addAll();
    locks.acquireUninterruptibly();
  }

  @AfterEach
  void close() {
    locks.release();
    store.close();
  }

  private Entry string(String value) {
    ByteView bytes = ByteView.of(value.getBytes(ISO_8859_1));
    return keyspace.put(
        key, LooseEntry.ofString(store, key, bytes, RecordLayout.NO_DEADLINE, 1), 1);
  }

  private Entry list(List<String> elements) {
    LooseEntry list =
        LooseEntry.ofCollection(store, key, ValueType.LIST, RecordLayout.NO_DEADLINE, 1);
    for (String element : elements) {
      ListValue.push(list, false, ByteView.of(element.getBytes(ISO_8859_1)));
    }
    return keyspace.put(key, list, 1);
  }

  private static byte[] dump(Entry entry) {
    try (DumpPayload payload = DumpPayload.of(entry, 0)) {
      return payload.bytes(new ByteView()).toBytes();
    }
  }

  private static ReadValue read(byte[] payload) {
    ReadValue value = new ReadValue();
    assertThat(DumpPayload.read(ByteView.of(payload), value)).isEqualTo(DumpPayload.Outcome.READ);
    return value;
  }

  private static DumpPayload.Outcome outcome(byte[] payload) {
    return DumpPayload.read(ByteView.of(payload), new ReadValue());
  }

  private static byte[] body(String hex) {
    return Payloads.withFooter(HexFormat.of().parseHex(hex.replace(" ", "")), 9);
  }

  @Test
  void checksum_ofTheUsualDigits_isJones() {
    MemorySegment digits = MemorySegment.ofArray("123456789".getBytes(ISO_8859_1));
    assertThat(Crc64.of(digits, 0, 9)).isEqualTo(0xe9c6d914c4b8d9caL);
  }

  @ParameterizedTest
  @CsvSource({"short,hello", "int0,7", "int1,-129", "int2,70000", "int3,-2147483648"})
  void strings_areWrittenAndReadAsRedisDoes(String name, String value) {
    assertThat(dump(string(value))).isEqualTo(Payloads.named("valkey80-" + name));
    assertThat(read(Payloads.named("valkey80-" + name)).string).isEqualTo(value);
    assertThat(read(Payloads.named("redis70-" + name)).string).isEqualTo(value);
  }

  @Test
  void compressedStrings_areWrittenAndReadAsRedisDoes() {
    String value = "abcabcabc".repeat(40);
    assertThat(dump(string(value))).isEqualTo(Payloads.named("valkey80-lzf"));
    assertThat(read(Payloads.named("redis70-lzf")).string).isEqualTo(value);
  }

  @Test
  void lists_areWrittenAndReadAsRedisDoes() {
    List<String> shorter = FORMS.subList(0, FORMS.size() - 1);
    List<String> longer = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      longer.add("element number " + i);
    }
    assertThat(dump(list(shorter))).isEqualTo(Payloads.named("valkey80-list"));
    assertThat(dump(list(longer))).isEqualTo(Payloads.named("valkey80-long-list"));
    for (String server : List.of("redis70", "valkey80")) {
      assertThat(read(Payloads.named(server + "-list")).elements).isEqualTo(shorter);
      assertThat(read(Payloads.named(server + "-long-list")).elements).isEqualTo(longer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ziplist", "quicklist"})
  void olderForms_areRead(String name) {
    assertThat(read(Payloads.named(name)).elements).isEqualTo(FORMS);
  }

  @Test
  void nodesOfOneElement_andListsOfStrings_areRead() {
    assertThat(read(Payloads.named("plain-node")).elements).containsExactly("q".repeat(100));
    assertThat(read(Payloads.named("linked")).elements)
        .containsExactly("abc", "-1", "-32768", "2147483647");
  }

  @Test
  void nodeOfAnEmptyElement_isRefused_alsoBehindOthers() {
    // A quicklist's type, the number of its nodes, and of each the kind and the string.
    for (byte[] body :
        new byte[][] {{0x12, 1, 1, 0}, {0x12, 2, 1, 1, 'a', 1, 0}, {0x12, 2, 1, 0, 1, 1, 'a'}}) {
      byte[] payload = Payloads.withFooter(body, DumpPayload.VERSION);
      assertThat(DumpPayload.read(ByteView.of(payload), new ReadValue()))
          .isEqualTo(DumpPayload.Outcome.BAD_FORMAT);
    }
  }

  @Test
  void anyValue_writtenAndRead_isTheSame() {
    Random random = new Random(11);
    for (int i = 0; i < 400; i++) {
      String value = text(random, random.nextInt(i % 20 == 0 ? 100_000 : 300));
      assertThat(read(dump(string(value))).string).isEqualTo(value);
      List<String> elements = new ArrayList<>();
      int longest = random.nextInt(i % 20 == 0 ? 20_000 : 200);
      for (int n = random.nextInt(60); n >= 0; n--) {
        elements.add(text(random, random.nextInt(longest + 1)));
      }
      assertThat(read(dump(list(elements))).elements).isEqualTo(elements);
    }
  }

  /** Noise, repetition, or a number. */
  private static String text(Random random, int length) {
    if (random.nextInt(4) == 0) {
      return Long.toString(random.nextLong() >> random.nextInt(64));
    }
    byte[] bytes = new byte[length];
    int alphabet = 1 << random.nextInt(9);
    for (int i = 0; i < length; i++) {
      int back = 1 + random.nextInt(40);
      bytes[i] =
          i > back && random.nextInt(9) > 0 ? bytes[i - back] : (byte) random.nextInt(alphabet);
    }
    return new String(bytes, ISO_8859_1);
  }

  @Test
  void versionOrChecksum_wrong_isRefusedAsSuch() {
    byte[] good = Payloads.named("valkey80-short");
    byte[] changed = good.clone();
    changed[3] ^= 1;
    byte[] body = Arrays.copyOf(good, good.length - 10);
    assertThat(outcome(Payloads.withFooter(body, 11))).isEqualTo(DumpPayload.Outcome.READ);
    assertThat(outcome(Payloads.withFooter(body, 1))).isEqualTo(DumpPayload.Outcome.READ);
    for (byte[] bad :
        List.of(
            new byte[0],
            new byte[9],
            changed,
            Payloads.withFooter(body, 13),
            Payloads.withFooter(body, 65535),
            Arrays.copyOf(good, good.length - 1))) {
      assertThat(outcome(bad)).isEqualTo(DumpPayload.Outcome.WRONG_VERSION_OR_CHECKSUM);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing at all
        "63", // a type that is none
        "06 00", // a module, which there are none of
        "00", // no string
        "00 05 61", // shorter than announced
        "00 7fff 61",
        "00 80 ffffffff 61",
        "00 81 7fffffffffffffff 61",
        "00 81 ffffffffffffffff 61", // negative
        "00 82 61", // a length of no form
        "00 c4 61", // an encoding that is none
        "00 c2 0000", // a number that is cut
        "00 c3 05 80 20000000 00 61 e0 ff 00", // expands to less than announced
        "00 c3 05 81 000000ffffffffff 00 61 e0 ff 00", // to more than it can
        "00 c3 80 ffffffff 05 00 61",
        "00 c3 03 05 20 05 00", // looks back before the beginning
        "00 c3 02 05 05 61", // literals that are cut
        "00 c3 01 20 e0", // a match that is cut
        "01 00", // a list without elements
        "01 80 ffffffff 01 61",
        "01 81 7fffffffffffffff 01 61",
        "12 00",
        "12 01 03 01 61", // a node of neither kind
        "12 01 02 07 07000000 0000 ff", // only an empty node
        "12 02 02 0a 0a000000 0100 01 01 02 ff", // garbage within, and a node missing
        "12 01 02 0a 0a000000 0200 0101 ff", // shorter than announced
        "12 01 02 09 09000000 0200 0101 ff", // one element, two announced
        "12 01 02 09 09000000 0100 0102 ff", // a wrong length behind the element
        "12 01 02 09 09000000 0100 8501 ff", // a string beyond the end
        "12 01 02 0d 0d000000 0100 f0ffffffff01 ff",
        "12 01 02 09 08000000 0100 0101 ff", // a wrong length of all
        "12 01 02 09 09000000 0100 0101 fe", // no end
        "12 01 02 08 08000000 0100 f1 ff",
        "0a 0b 0b000000 0a000000 0000 ff", // an empty ziplist
        "0a 0d 0d000000 0a000000 0100 05f2 ff", // a wrong length before
        "0a 0d 0d000000 0b000000 0100 00f2 ff", // a wrong last entry
        "0a 0d 0d000000 0a000000 0200 00f2 ff", // a wrong number of entries
        "0a 0d 0d000000 0a000000 0100 003f ff", // a string beyond the end
        "0a 0d 0d000000 0a000000 0100 00ff ff", // an end within
        "0a 0d 0d000000 0a000000 0100 00c0 ff", // a number beyond the end
        "0a 0c 0c000000 0a000000 0100 fe ff",
        "0a 05 05000000 ff"
      })
  void whatContradictsItself_isBadFormat(String hex) {
    assertThat(outcome(body(hex))).isEqualTo(DumpPayload.Outcome.BAD_FORMAT);
  }

  @Test
  void whatFollowsTheValue_isPassedBy() {
    assertThat(read(body("00 01 61 626364")).string).isEqualTo("a");
  }

  @Test
  void payload_outsideTheHeap_isReadThere() {
    byte[] bytes = Payloads.named("valkey80-long-list");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment native16 = arena.allocate(bytes.length + 16L);
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, native16, 16, bytes.length);
      ReadValue value = new ReadValue();
      ByteView view = new ByteView().set(native16, 16, bytes.length);
      assertThat(DumpPayload.read(view, value)).isEqualTo(DumpPayload.Outcome.READ);
      assertThat(value.elements).hasSize(1500).endsWith("element number 1499");
    }
  }
}
