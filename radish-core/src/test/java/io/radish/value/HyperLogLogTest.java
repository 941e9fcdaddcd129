// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** HyperLogLogs by themselves; that their bytes are Redis' own is tested beside a real server. */
class HyperLogLogTest {
  private static final long REDIS_LIMIT = 3000;

  private static HyperLogLog.Raising raising(byte[] value) {
    return new HyperLogLog.Raising(ByteView.of(value), () -> REDIS_LIMIT);
  }

  private static boolean add(HyperLogLog.Raising raising, String element) {
    long hash = HyperLogLog.hash(ByteView.of(element));
    return raising.raise(HyperLogLog.register(hash), HyperLogLog.rank(hash));
  }

  private static ByteView with(String... elements) {
    HyperLogLog.Raising raising = raising(HyperLogLog.empty());
    for (String element : elements) {
      add(raising, element);
    }
    return raising.result();
  }

  private static byte[] dense(ByteView sparse) {
    return Objects.requireNonNull(HyperLogLog.toDense(sparse));
  }

  private static ByteView sparse(int... runs) {
    byte[] value = Arrays.copyOf(HyperLogLog.empty(), HyperLogLog.HEADER_BYTES + runs.length);
    for (int i = 0; i < runs.length; i++) {
      value[HyperLogLog.HEADER_BYTES + i] = (byte) runs[i];
    }
    return ByteView.of(value);
  }

  @Test
  void hash_isMurmur64A() {
    // Computed by redis-server: the runs that PFDEBUG DECODE shows of these six elements.
    assertThat(HyperLogLog.runs(with("a", "b", "c", "d", "e", "f")))
        .isEqualTo(
            "Z:1646 v:1,1 Z:5645 v:1,1 Z:1143 v:1,1 Z:4274 v:2,1 Z:2445 v:1,1 Z:622 v:1,1 Z:603");
    assertThat(HyperLogLog.estimate(with("a", "b", "c", "d", "e", "f"))).isEqualTo(6);
  }

  @Test
  void empty_isRedisOwn() {
    assertThat(HexFormat.of().formatHex(HyperLogLog.empty()))
        .isEqualTo("48594c4c01000000" + "0000000000000000" + "7fff");
    assertThat(HyperLogLog.lastEstimate(ByteView.of(HyperLogLog.empty()))).isZero();
    assertThat(HyperLogLog.estimate(ByteView.of(HyperLogLog.empty()))).isZero();
  }

  @Test
  void isOne_ofOtherStrings_isFalse() {
    byte[] dense = dense(ByteView.of(HyperLogLog.empty()));
    assertThat(dense).hasSize(HyperLogLog.DENSE_BYTES);
    assertThat(HyperLogLog.isOne(ByteView.of(dense))).isTrue();
    assertThat(HyperLogLog.isOne(ByteView.of(Arrays.copyOf(dense, dense.length - 1)))).isFalse();
    assertThat(HyperLogLog.isOne(ByteView.of(Arrays.copyOf(dense, dense.length + 1)))).isFalse();
    assertThat(HyperLogLog.isOne(ByteView.of("HYLL"))).isFalse();
    assertThat(HyperLogLog.isOne(ByteView.of("hyll\1\0\0\0\0\0\0\0\0\0\0\0"))).isFalse();
    assertThat(HyperLogLog.isOne(ByteView.of("HYLL\2\0\0\0\0\0\0\0\0\0\0\0"))).isFalse();
    assertThat(HyperLogLog.isOne(ByteView.of("HYLL\1\0\0\0\0\0\0\0\0\0\0\0"))).isTrue();
  }

  @Test
  void rank_countsTheZerosBehindTheRegister() {
    assertThat(HyperLogLog.rank(-1)).isOne();
    assertThat(HyperLogLog.rank(1L << 14)).isOne();
    assertThat(HyperLogLog.rank(1L << 20)).isEqualTo(7);
    assertThat(HyperLogLog.rank(0)).isEqualTo(51);
    assertThat(HyperLogLog.register(-1)).isEqualTo(16_383);
  }

  @Test
  void raising_inEitherForm_leavesTheSameRegisters() {
    Random random = new Random(5);
    HyperLogLog.Raising sparse =
        new HyperLogLog.Raising(ByteView.of(HyperLogLog.empty()), () -> 20_000);
    HyperLogLog.Raising dense = raising(HyperLogLog.empty());
    dense.makeDense();
    byte[] expected = new byte[HyperLogLog.REGISTERS];
    for (int i = 0; i < 8_000; i++) {
      // Near each other, so that runs are split and joined.
      int register = random.nextInt(2) == 0 ? random.nextInt(300) : random.nextInt(16_384);
      int rank = 1 + random.nextInt(4);
      boolean raises = rank > expected[register];
      assertThat(sparse.raise(register, rank)).isEqualTo(raises);
      assertThat(dense.raise(register, rank)).isEqualTo(raises);
      expected[register] = (byte) Math.max(expected[register], rank);
    }
    ByteView runs = sparse.result();
    assertThat(HyperLogLog.isDense(runs)).isFalse();
    byte[] found = new byte[HyperLogLog.REGISTERS];
    assertThat(HyperLogLog.mergeInto(found, runs)).isTrue();
    assertThat(found).isEqualTo(expected);
    assertThat(HyperLogLog.toDense(runs)).isEqualTo(dense.result().toBytes());
    assertThat(HyperLogLog.estimate(runs)).isEqualTo(HyperLogLog.estimate(expected));
  }

  @Test
  void raising_pastTheLimit_becomesDense() {
    HyperLogLog.Raising raising = raising(HyperLogLog.empty());
    int added = 0;
    int before = 0;
    while (!HyperLogLog.isDense(raising.result())) {
      before = raising.result().length();
      add(raising, "element " + added++);
    }
    assertThat(before).isBetween((int) REDIS_LIMIT - 3, (int) REDIS_LIMIT);
    assertThat(HyperLogLog.estimate(raising.result())).isBetween(1_000L, 2_000L);
    assertThat(raising.isBroken()).isFalse();
  }

  @Test
  void raising_toMoreThanARunHolds_becomesDense() {
    HyperLogLog.Raising raising = raising(HyperLogLog.empty());
    assertThat(raising.raise(7, 32)).isTrue();
    assertThat(HyperLogLog.isDense(raising.result())).isFalse();
    assertThat(raising.raise(8, 33)).isTrue();
    ByteView dense = raising.result();
    assertThat(HyperLogLog.isDense(dense)).isTrue();
    byte[] registers = new byte[HyperLogLog.REGISTERS];
    HyperLogLog.mergeInto(registers, dense);
    assertThat(registers[7]).isEqualTo((byte) 32);
    assertThat(registers[8]).isEqualTo((byte) 33);
  }

  @Test
  void raised_ofDenseRegisters_touchesOnlyThem() {
    byte[] dense = dense(with("a", "b", "c"));
    Random random = new Random(6);
    for (int i = 0; i < 2_000; i++) {
      int register = i < 2 ? 16_383 : random.nextInt(HyperLogLog.REGISTERS);
      byte[] before = new byte[HyperLogLog.REGISTERS];
      HyperLogLog.mergeInto(before, ByteView.of(dense));
      int rank = 1 + random.nextInt(51);
      byte[] bytes = HyperLogLog.raised(ByteView.of(dense), register, rank);
      if (bytes == null) {
        assertThat((int) before[register]).isGreaterThanOrEqualTo(rank);
        continue;
      }
      System.arraycopy(bytes, 0, dense, HyperLogLog.byteOf(register), bytes.length);
      before[register] = (byte) rank;
      byte[] after = new byte[HyperLogLog.REGISTERS];
      HyperLogLog.mergeInto(after, ByteView.of(dense));
      assertThat(after).isEqualTo(before);
    }
  }

  @Test
  void brokenRuns_areNoticed() {
    ByteView tooShort = sparse(0x7F, 0xFE);
    ByteView tooLong = sparse(0x7F, 0xFF, 0x00);
    ByteView cut = sparse(0x7F);
    ByteView none = sparse();
    for (ByteView broken : new ByteView[] {tooShort, tooLong, cut, none}) {
      assertThat(HyperLogLog.estimate(broken)).isEqualTo(-1);
      assertThat(HyperLogLog.toDense(broken)).isNull();
      assertThat(HyperLogLog.mergeInto(new byte[HyperLogLog.REGISTERS], broken)).isFalse();
    }
    HyperLogLog.Raising raising = raising(tooShort.toBytes());
    raising.raise(16_383, 1);
    assertThat(raising.isBroken()).isTrue();
    HyperLogLog.Raising toDense = raising(cut.toBytes());
    toDense.raise(0, 40);
    assertThat(toDense.isBroken()).isTrue();
    assertThat(HyperLogLog.isTooLong(ByteView.of(new byte[16 + 2 * 16_384 + 1]))).isTrue();
    assertThat(HyperLogLog.isTooLong(ByteView.of(new byte[16 + 2 * 16_384]))).isFalse();
  }

  @Test
  void randomRuns_neverBreakAnything() {
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      byte[] value = Arrays.copyOf(HyperLogLog.empty(), 16 + random.nextInt(60));
      for (int k = HyperLogLog.HEADER_BYTES; k < value.length; k++) {
        value[k] = (byte) random.nextInt();
      }
      ByteView view = ByteView.of(value);
      boolean whole = HyperLogLog.estimate(view) >= 0;
      assertThat(HyperLogLog.toDense(view) != null).isEqualTo(whole);
      assertThat(HyperLogLog.runs(view)).doesNotContain("-");
      HyperLogLog.Raising raising = raising(value);
      raising.raise(random.nextInt(HyperLogLog.REGISTERS), 1 + random.nextInt(51));
      assertThat(raising.result().length()).isGreaterThanOrEqualTo(HyperLogLog.HEADER_BYTES);
    }
  }

  @Test
  void estimates_keptAndOutOfDate_areTold() {
    byte[] value = HyperLogLog.empty();
    byte[] kept = HyperLogLog.estimateBytes(0x0102_0304_0506L);
    System.arraycopy(kept, 0, value, HyperLogLog.ESTIMATE_AT, kept.length);
    assertThat(HyperLogLog.lastEstimate(ByteView.of(value))).isEqualTo(0x0102_0304_0506L);
    value[HyperLogLog.STALE_AT] = HyperLogLog.stale(value[HyperLogLog.STALE_AT]);
    assertThat(HyperLogLog.lastEstimate(ByteView.of(value))).isEqualTo(-1);
  }

  @Test
  void selfTest_findsNothing() {
    assertThat(HyperLogLogCheck.run()).isNull();
    assertThat("HYLL".getBytes(StandardCharsets.US_ASCII))
        .isEqualTo(Arrays.copyOf(HyperLogLog.empty(), 4));
  }
}
