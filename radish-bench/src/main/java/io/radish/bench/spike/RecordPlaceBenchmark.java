// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.spike;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds for a {@code GET} that hits and a {@code SET} that replaces, by place and size. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RecordPlaceBenchmark {
  private static final int REPLACEMENTS = 1024;

  /** Where the records lie. */
  @Param public Place place = Place.SEGMENTS;

  /** A million lie far outside the processor's caches, ten thousand within them. */
  @Param("1000000")
  public int keyCount;

  /** Whether heap segments have been used before; see {@link HeapSegments}. */
  @Param("false")
  public boolean heapSegmentsToo;

  private final byte[] value = new byte[Workload.VALUE_BYTES];
  private final byte[][] replacements = new byte[REPLACEMENTS][];
  private byte[] keys = new byte[0];
  private Table table = Place.MAP.newTable(1);
  private int next;

  /** What keeps the pollution from being optimised away. */
  public long polluted;

  /** Fills the table. */
  @Setup(Level.Trial)
  public void fill() {
    if (heapSegmentsToo) {
      polluted = HeapSegments.use();
    }
    Workload workload = new Workload(keyCount, 1);
    table = place.newTable(keyCount);
    workload.fill(table, 2);
    keys = workload.keys;
    SplittableRandom random = new SplittableRandom(3);
    for (int number = 0; number < REPLACEMENTS; number++) {
      replacements[number] = Workload.hex(random, Workload.VALUE_BYTES);
    }
  }

  /** Gives the table's memory back. */
  @TearDown(Level.Trial)
  public void close() {
    table.close();
  }

  /** A hit, copied into an array. */
  @Benchmark
  public byte[] get() {
    if (table.get(keys, nextKey(), Workload.KEY_BYTES, value) != Workload.VALUE_BYTES) {
      throw new IllegalStateException("a key is missing");
    }
    return value;
  }

  /** A replacement by a value of the same length. */
  @Benchmark
  public void set() {
    int key = nextKey();
    table.set(keys, key, Workload.KEY_BYTES, replacements[(key >>> 4) & (REPLACEMENTS - 1)]);
  }

  private int nextKey() {
    int key = next;
    int following = key + Workload.KEY_BYTES;
    next = following == keys.length ? 0 : following;
    return key;
  }
}
