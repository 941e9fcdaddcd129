// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.engine;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.Snapshot;
import io.radish.snapshot.StoreSnapshots;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds for operations that cannot be repeated on the same key: each batch of {@value #BATCH}
 * begins with the store as it was.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(BatchBenchmark.BATCH)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
@Warmup(iterations = 15)
@Measurement(iterations = 15)
public class BatchBenchmark {
  static final int BATCH = 200_000;

  /** Keys that are there before. */
  private static final int KEYS = 1_000_000;

  private final ByteView view = new ByteView();
  private @Nullable FilledStore filled;
  private @Nullable Snapshot snapshot;

  /** Fills a store; the batches' new keys are not in it. */
  @Setup(Level.Trial)
  public void fill() {
    filled = new FilledStore(KEYS + BATCH, KEYS);
  }

  /** Gives the memory back. */
  @TearDown(Level.Trial)
  public void close() {
    store().close();
  }

  /** Undoes what a batch did. */
  @TearDown(Level.Iteration)
  public void undo() {
    Snapshot open = snapshot;
    if (open != null) {
      open.close();
      snapshot = null;
    }
    FilledStore there = store();
    for (int number = KEYS; number < KEYS + BATCH; number++) {
      there.remove(number);
    }
  }

  private FilledStore store() {
    return Objects.requireNonNull(filled, "not filled");
  }

  private Snapshot openCut() throws InterruptedException {
    Snapshot opened = new StoreSnapshots(store().store).snapshot(name -> true);
    snapshot = opened;
    return opened;
  }

  /** {@code SET} of a key that is not there. */
  @Benchmark
  public void setNew() {
    for (int number = KEYS; number < KEYS + BATCH; number++) {
      store().set(number);
    }
  }

  /** {@code SET} of a key that is there, for comparison with the next. */
  @Benchmark
  public void setWithoutCut() {
    for (int number = 0; number < BATCH; number++) {
      store().set(number);
    }
  }

  /** {@code SET} of a key whose old value a snapshot has still to read; opening it included. */
  @Benchmark
  public void setDuringCut() throws InterruptedException {
    openCut();
    for (int number = 0; number < BATCH; number++) {
      store().set(number);
    }
  }

  /** The walk of a snapshot, for each entry of the first {@value #BATCH}; opening it included. */
  @Benchmark
  public long readCut() throws InterruptedException {
    long bytes = 0;
    try (EntryCursor entries = openCut().keyspaces().getFirst().entries()) {
      for (int i = 0; i < BATCH && entries.next(); i++) {
        bytes += view.set(entries.key()).length() + view.set(entries.string()).length();
      }
    }
    return bytes;
  }
}
