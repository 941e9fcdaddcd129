// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.spike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every place answers as a plain map does, or its figures would mean nothing. */
final class RecordTableTest {
  private static final int LONGEST_VALUE = 300;

  @ParameterizedTest
  @EnumSource(Place.class)
  void table_randomSetsAndGets_answersAsAPlainMap(Place place) {
    SplittableRandom random = new SplittableRandom(42);
    Map<ByteBuffer, byte[]> model = new HashMap<>();
    byte[] found = new byte[LONGEST_VALUE];
    try (Table table = place.newTable(4_000)) {
      for (int step = 0; step < 40_000; step++) {
        byte[] key =
            ("key" + "x".repeat(random.nextInt(12)) + random.nextInt(300))
                .getBytes(StandardCharsets.UTF_8);
        byte[] value = new byte[random.nextInt(LONGEST_VALUE + 1)];
        random.nextBytes(value);
        if (random.nextBoolean()) {
          table.set(key, 0, key.length, value);
          model.put(ByteBuffer.wrap(key), value);
        }
        byte[] expected = model.get(ByteBuffer.wrap(key));
        int length = table.get(key, 0, key.length, found);
        assertThat(length).isEqualTo(expected == null ? -1 : expected.length);
        if (expected != null) {
          assertThat(Arrays.copyOf(found, length)).isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void workload_fullTable_findsEveryKey(Place place) {
    Workload workload = new Workload(50_000, 1);
    byte[] found = new byte[Workload.VALUE_BYTES];
    try (Table table = place.newTable(workload.keyCount)) {
      workload.fill(table, 2);
      for (int key = 0; key < workload.keyCount; key++) {
        assertThat(table.get(workload.keys, key * Workload.KEY_BYTES, Workload.KEY_BYTES, found))
            .isEqualTo(Workload.VALUE_BYTES);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = Place.class, mode = EnumSource.Mode.EXCLUDE, names = "MAP")
  void set_recordLargerThanAChunk_isRefused(Place place) {
    try (Table table = place.newTable(1)) {
      assertThatThrownBy(() -> table.set(new byte[16], 0, 16, new byte[1 << 20]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at most");
    }
  }
}
