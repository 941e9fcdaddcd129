// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import io.radish.store.Key;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.ShardLocks;
import io.radish.store.Store;
import io.radish.value.Entry;
import io.radish.value.HashValue;
import io.radish.value.RecordLayout;
import io.radish.value.ValueType;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads of hashes with deadlines of fields, in the two forms of Redis 7.4. */
class TimedPayloadTest {
  private static final long NOW = 1000;

  private final Store store = Store.builder().shards(1).seed(3).build();
  private final Keyspace keyspace = store.findOrCreate(KeyspaceName.DEFAULT);
  private final ShardLocks locks = store.newLocks();
  private final Key key = store.newKey();
  private final Entry hash = lockedHash();

  private Entry lockedHash() {
    locks.addAll();
    locks.acquireUninterruptibly();
    return keyspace.createCollection(
        key.set(ByteView.of("h")), ValueType.HASH, RecordLayout.NO_DEADLINE, NOW);
  }

  @BeforeEach
  void fill() {
    put("a", "1", 0x1234);
    put("b", "x", RecordLayout.NO_DEADLINE);
    put("c", "y", 0x1230);
  }

  @AfterEach
  void close() {
    locks.release();
    store.close();
  }

  private void put(String field, String value, long deadline) {
    boolean _ = HashValue.put(hash, ByteView.of(field), ByteView.of(value), NOW);
    HashValue.setDeadline(hash, ByteView.of(field), deadline);
  }

  private String hexWithoutChecksum(long now) {
    try (DumpPayload payload = DumpPayload.of(hash, now)) {
      byte[] bytes = payload.bytes(new ByteView()).toBytes();
      return HexFormat.of().formatHex(bytes, 0, bytes.length - 8);
    }
  }

  private List<String> readBack(long now) {
    ReadValue read = new ReadValue();
    try (DumpPayload payload = DumpPayload.of(hash, now)) {
      assertThat(DumpPayload.read(payload.bytes(new ByteView()), read))
          .isEqualTo(DumpPayload.Outcome.READ);
    }
    return read.elements;
  }

  @Test
  void smallHash_isAListpackOfTriples_theEarliestFirst() {
    String listpack =
        "22000000 0900 816302 817902 f1301203 816102 0101 f1341203 816202 817802 0001 ff";
    assertThat(hexWithoutChecksum(NOW))
        .isEqualTo(("19 3012000000000000 22" + listpack + "0c00").replace(" ", ""));
    assertThat(readBack(NOW))
        .containsExactly("c", "y", "c until 4656", "a", "1", "a until 4660", "b", "x");
  }

  @Test
  void largeHash_hasDeadlinesRelativeToTheEarliest() {
    put("b", "x".repeat(65), RecordLayout.NO_DEADLINE);
    put("b", "x", RecordLayout.NO_DEADLINE);
    assertThat(hexWithoutChecksum(NOW))
        .isEqualTo(
            "18" + "3012000000000000" + "03" + "050161c001" + "0001620178" + "0101630179" + "0c00");
    assertThat(readBack(NOW))
        .containsExactly("a", "1", "a until 4660", "b", "x", "c", "y", "c until 4656");
  }

  @Test
  void fieldsThatAreDue_areLeftOut() {
    assertThat(readBack(0x1230)).containsExactly("a", "1", "a until 4660", "b", "x");
    assertThat(readBack(0x1234)).containsExactly("b", "x");
    assertThat(hexWithoutChecksum(0x1234)).startsWith("10").endsWith("0b00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // A deadline beyond 48 bits, one below zero, half a field, a deadline that is no number.
        "18 0000000000000000 01 81ffffffffffffffff 0161 0162",
        "18 ffffffffffffffff 01 01 0161 0162",
        "18 0000000000000000 02 01 0161 0162",
        "19 0000000000000000 0d 0d000000 0200 816102 816202 ff",
        "19 0000000000000000 10 10000000 0300 816102 816202 816302 ff",
        "19 00000000000000",
        "18 0000000000000000 00",
      })
  void payloadThatContradictsItself_isBadFormat(String hex) {
    byte[] payload =
        Payloads.withFooter(
            HexFormat.of().parseHex(hex.replace(" ", "")), DumpPayload.TIMED_VERSION);
    assertThat(DumpPayload.read(ByteView.of(payload), new ReadValue()))
        .isEqualTo(DumpPayload.Outcome.BAD_FORMAT);
  }
}
