// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A string that counts different elements without keeping them, in the bytes that Redis gives it.
 *
 * <pre>
 *   0    HYLL
 *   4    0 dense, 1 sparse
 *   5    three bytes without meaning
 *   8    the last estimate, little-endian; its highest bit says that it is out of date
 *   16   16,384 registers: {@link DenseRegisters} or {@link SparseRegisters}
 * </pre>
 *
 * <p>14 bits of an element's hash choose a register, which keeps the longest row of zeros behind
 * them that was met, and one. Flajolet and others, "HyperLogLog: the analysis of a near-optimal
 * cardinality estimation algorithm" (2007); the sparse form is Redis' own.
 */
public final class HyperLogLog {
  /** The number of registers: the error is 0.81 %. */
  public static final int REGISTERS = 1 << 14;

  static final int HEADER_BYTES = 16;

  /** The length of one whose registers are dense. */
  public static final int DENSE_BYTES = HEADER_BYTES + REGISTERS * 6 / 8;

  /** Where the last estimate begins. */
  public static final int ESTIMATE_AT = 8;

  /** Where the byte lies whose highest bit says that the estimate is out of date. */
  public static final int STALE_AT = ESTIMATE_AT + Long.BYTES - 1;

  private static final byte[] MAGIC = "HYLL".getBytes(StandardCharsets.US_ASCII);
  private static final int FORM_AT = MAGIC.length;
  private static final byte DENSE = 0;
  private static final byte SPARSE = 1;
  private static final int STALE = 0x80;
  private static final int REGISTER_BITS = 14;
  private static final long SEED = 0xadc83b19L;

  private HyperLogLog() {}

  /** Whether a string may be one; that its registers are whole, only reading them tells. */
  public static boolean isOne(ByteView value) {
    if (value.length() < HEADER_BYTES) {
      return false;
    }
    for (int i = 0; i < MAGIC.length; i++) {
      if (value.get(i) != MAGIC[i]) {
        return false;
      }
    }
    byte form = value.get(FORM_AT);
    return form == SPARSE || (form == DENSE && value.length() == DENSE_BYTES);
  }

  /** Whether the registers are dense. */
  public static boolean isDense(ByteView value) {
    return value.get(FORM_AT) == DENSE;
  }

  /** One that has met nothing. */
  public static byte[] empty() {
    byte[] value = Arrays.copyOf(MAGIC, HEADER_BYTES + 2);
    value[FORM_AT] = SPARSE;
    value[HEADER_BYTES] = 0x7F;
    value[HEADER_BYTES + 1] = (byte) 0xFF;
    return value;
  }

  // ---- elements ----

  /** The hash of an element, of which {@link #register} and {@link #rank} are parts. */
  public static long hash(ByteView element) {
    return MurmurHash.of(element, SEED);
  }

  /** The register of a hash. */
  public static int register(long hash) {
    return (int) hash & (REGISTERS - 1);
  }

  /** What the register becomes, where it is not higher already: 1 to 51. */
  public static int rank(long hash) {
    long rest = (hash >>> REGISTER_BITS) | (1L << (Long.SIZE - REGISTER_BITS));
    return Long.numberOfTrailingZeros(rest) + 1;
  }

  // ---- the estimate ----

  /** The last estimate; -1 where it is out of date. */
  public static long lastEstimate(ByteView value) {
    if ((value.get(STALE_AT) & STALE) != 0) {
      return -1;
    }
    long estimate = 0;
    for (int i = STALE_AT; i >= ESTIMATE_AT; i--) {
      estimate = (estimate << 8) | (value.get(i) & 0xFF);
    }
    return estimate;
  }

  /** How an estimate is kept from {@link #ESTIMATE_AT} on. */
  public static byte[] estimateBytes(long estimate) {
    byte[] bytes = new byte[Long.BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (estimate >>> (8 * i));
    }
    return bytes;
  }

  /** The byte at {@link #STALE_AT} that says of an estimate that it is out of date. */
  public static byte stale(byte old) {
    return (byte) (old | STALE);
  }

  /** Estimates anew how many elements a value has met; -1 where its registers are not whole. */
  public static long estimate(ByteView value) {
    int[] histogram = new int[DENSE_RANKS];
    if (isDense(value)) {
      for (int register = 0; register < REGISTERS; register++) {
        histogram[DenseRegisters.get(value, register)]++;
      }
    } else if (!SparseRegisters.forEach(value, (first, count, rank) -> histogram[rank] += count)) {
      return -1;
    }
    return CardinalityEstimate.of(histogram);
  }

  /** The values that six bits can have. */
  private static final int DENSE_RANKS = 64;

  /** Estimates how many elements left {@code registers} behind, one register a byte. */
  public static long estimate(byte[] registers) {
    int[] histogram = new int[DENSE_RANKS];
    for (byte rank : registers) {
      histogram[rank]++;
    }
    return CardinalityEstimate.of(histogram);
  }

  // ---- registers ----

  /**
   * Raises {@code registers}, one a byte, to those of {@code value}; false where these are not
   * whole.
   */
  public static boolean mergeInto(byte[] registers, ByteView value) {
    if (!isDense(value)) {
      return SparseRegisters.forEach(
          value,
          (first, count, rank) -> {
            for (int register = first; register < first + count; register++) {
              registers[register] = (byte) Math.max(registers[register], rank);
            }
          });
    }
    for (int register = 0; register < REGISTERS; register++) {
      int rank = DenseRegisters.get(value, register);
      registers[register] = (byte) Math.max(registers[register], rank);
    }
    return true;
  }

  /** The dense form of a sparse value; null where its registers are not whole. */
  public static byte @Nullable [] toDense(ByteView sparse) {
    byte[] registers = new byte[REGISTERS];
    if (!mergeInto(registers, sparse)) {
      return null;
    }
    byte[] dense = new byte[DENSE_BYTES];
    sparse.copyTo(0, dense, 0, HEADER_BYTES);
    dense[FORM_AT] = DENSE;
    for (int register = 0; register < REGISTERS; register++) {
      DenseRegisters.set(dense, DenseRegisters.byteOf(register), register, registers[register]);
    }
    return dense;
  }

  /** The runs of a sparse value in words, as {@code PFDEBUG DECODE} shows them. */
  public static String runs(ByteView sparse) {
    return SparseRegisters.toText(sparse);
  }

  /** Whether a sparse value is longer than any that is whole, and nothing to be copied. */
  public static boolean isTooLong(ByteView sparse) {
    return sparse.length() > SparseRegisters.MOST_BYTES;
  }

  /**
   * Raises registers in a copy of a value, which gets dense where the sparse form does not do.
   *
   * <p>For a value that is not changed in place: a sparse one, or one that is made.
   */
  public static final class Raising {
    private final LongSupplier mostSparseBytes;
    private @Nullable SparseRegisters sparse;
    private byte[] dense = new byte[0];
    private boolean broken;

    /**
     * @param value the value, which is copied
     * @param mostSparseBytes {@code hll-sparse-max-bytes}, asked for when the value grows
     */
    public Raising(ByteView value, LongSupplier mostSparseBytes) {
      this.mostSparseBytes = mostSparseBytes;
      if (isDense(value)) {
        dense = value.toBytes();
      } else {
        sparse = new SparseRegisters(value);
      }
    }

    /** Raises a register to {@code rank}; whether it was lower, and could be raised. */
    public boolean raise(int register, int rank) {
      SparseRegisters runs = sparse;
      if (runs == null) {
        return raiseDense(register, rank);
      }
      return switch (runs.raise(register, rank, mostSparseBytes)) {
        case YES -> true;
        case NO -> false;
        case TOO_LARGE -> {
          makeDense();
          yield !broken && raiseDense(register, rank);
        }
        case BROKEN -> {
          broken = true;
          yield false;
        }
      };
    }

    /** Gives up the sparse form. */
    public void makeDense() {
      SparseRegisters runs = sparse;
      if (runs != null) {
        byte[] made = toDense(runs.value());
        if (made == null) {
          broken = true;
        } else {
          dense = made;
          sparse = null;
        }
      }
    }

    private boolean raiseDense(int register, int rank) {
      if (DenseRegisters.get(ByteView.of(dense), register) >= rank) {
        return false;
      }
      DenseRegisters.set(dense, DenseRegisters.byteOf(register), register, rank);
      return true;
    }

    /** Whether registers turned out not to be whole; what was raised before that stays. */
    public boolean isBroken() {
      return broken;
    }

    /** The value now, its estimate out of date; valid until a register is raised. */
    public ByteView result() {
      SparseRegisters runs = sparse;
      if (runs == null) {
        dense[STALE_AT] = stale(dense[STALE_AT]);
        return ByteView.of(dense);
      }
      runs.makeStale();
      return runs.value();
    }
  }

  /** The byte of a dense value in which register {@code register} begins. */
  public static int byteOf(int register) {
    return DenseRegisters.byteOf(register);
  }

  /**
   * The bytes of a dense value from {@link #byteOf} on with a register raised to {@code rank}; null
   * where it is as high already.
   */
  public static byte @Nullable [] raised(ByteView dense, int register, int rank) {
    if (DenseRegisters.get(dense, register) >= rank) {
      return null;
    }
    byte[] bytes = new byte[DenseRegisters.bytesOf(register)];
    dense.copyTo(DenseRegisters.byteOf(register), bytes, 0, bytes.length);
    DenseRegisters.set(bytes, 0, register, rank);
    return bytes;
  }
}
