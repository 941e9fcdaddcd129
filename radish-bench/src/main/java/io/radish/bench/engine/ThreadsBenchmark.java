// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.engine;

import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many operations a microsecond several threads do together on one store of a million keys,
 * without a network that they would share the processors with: {@code scripts/jmh.sh Threads -t 1},
 * then {@code -t 2}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ThreadsBenchmark {
  private static final int KEYS = 1_000_000;

  /** The store, which all threads share. */
  @State(Scope.Benchmark)
  public static class Shared {
    private @Nullable FilledStore filled;

    /** Fills it. */
    @Setup(Level.Trial)
    public void fill() {
      filled = new FilledStore(KEYS, KEYS);
    }

    /** Gives the memory back. */
    @TearDown(Level.Trial)
    public void close() {
      there().close();
    }

    private FilledStore there() {
      return Objects.requireNonNull(filled, "not filled");
    }
  }

  /** What a thread has of its own, as a network thread does. */
  @State(Scope.Thread)
  public static class Own {
    private @Nullable FilledStore store;

    /** Joins the store that all share. */
    @Setup(Level.Trial)
    public void join(Shared shared) {
      store = new FilledStore(shared.there());
    }

    private FilledStore store() {
      return Objects.requireNonNull(store, "not filled");
    }
  }

  /** {@code GET} of a random key that is there. */
  @Benchmark
  public byte[] get(Own own) {
    byte[] value = own.store().get(ThreadLocalRandom.current().nextInt(KEYS));
    if (value == null) {
      throw new IllegalStateException("a key is missing");
    }
    return value;
  }

  /** {@code SET} of a random key that is there. */
  @Benchmark
  public void set(Own own) {
    own.store().set(ThreadLocalRandom.current().nextInt(KEYS));
  }
}
