// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A check of the arithmetic of HyperLogLogs, as {@code PFSELFTEST} runs it. */
public final class HyperLogLogCheck {
  /** Rounds of random registers: enough to meet every place of a register within its bytes. */
  private static final int ROUNDS = 50;

  private static final int MOST_RANK = 63;
  private static final int SEED = 1;

  /** The numbers of elements that are counted. */
  private static final int[] CARDINALITIES = {1, 10, 100, 1_000, 10_000, 100_000};

  /** 1.04 / sqrt(16384): the standard error. */
  private static final double ERROR = 0.008125;

  /** How far off an estimate may be, in standard errors: the elements are always the same. */
  private static final int MOST_ERRORS = 4;

  /** Where registers turn dense, with a thousand elements or so. */
  private static final int SPARSE_BYTES = 3000;

  private HyperLogLogCheck() {}

  /** Runs it, some milliseconds long; null where all is well, else what is not. */
  public static @Nullable String run() {
    Random random = new Random(SEED);
    byte[] dense = new byte[HyperLogLog.DENSE_BYTES];
    byte[] expected = new byte[HyperLogLog.REGISTERS];
    for (int round = 0; round < ROUNDS; round++) {
      for (int register = 0; register < expected.length; register++) {
        expected[register] = (byte) random.nextInt(MOST_RANK + 1);
        int at = DenseRegisters.byteOf(register);
        DenseRegisters.set(dense, at, register, expected[register]);
      }
      for (int register = 0; register < expected.length; register++) {
        int found = DenseRegisters.get(ByteView.of(dense), register);
        if (found != expected[register]) {
          return "register %d is %d instead of %d".formatted(register, found, expected[register]);
        }
      }
    }
    return checkEstimates();
  }

  private static @Nullable String checkEstimates() {
    ByteView empty = ByteView.of(HyperLogLog.empty());
    HyperLogLog.Raising sparse = new HyperLogLog.Raising(empty, () -> SPARSE_BYTES);
    HyperLogLog.Raising dense = new HyperLogLog.Raising(empty, () -> SPARSE_BYTES);
    dense.makeDense();
    int counted = 0;
    for (int cardinality : CARDINALITIES) {
      for (; counted < cardinality; counted++) {
        long hash = HyperLogLog.hash(ByteView.of("ele:" + counted));
        sparse.raise(HyperLogLog.register(hash), HyperLogLog.rank(hash));
        dense.raise(HyperLogLog.register(hash), HyperLogLog.rank(hash));
      }
      long estimate = HyperLogLog.estimate(dense.result());
      if (estimate != HyperLogLog.estimate(sparse.result())) {
        return "sparse and dense registers disagree about %d elements".formatted(cardinality);
      }
      if (Math.abs(estimate - cardinality) > Math.ceil(cardinality * ERROR * MOST_ERRORS)) {
        return "%d elements are taken for %d".formatted(cardinality, estimate);
      }
    }
    return null;
  }
}
