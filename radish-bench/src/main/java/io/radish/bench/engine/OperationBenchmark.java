// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.engine;

import io.radish.memory.ByteView;
import io.radish.store.Key;
import io.radish.store.Scanner;
import io.radish.value.Entry;
import io.radish.value.ListCursor;
import io.radish.value.ListValue;
import io.radish.value.RecordLayout;
import io.radish.value.ValueType;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/** Nanoseconds for operations that can be repeated for ever. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OperationBenchmark {
  /** As many as {@code SCAN} visits at a time where nothing else is said. */
  private static final int SCANNED = 10;

  /** Keys that are never set, for misses, follow those that are. */
  private static final int MISSING = 1024;

  /** Prime to the number of keys, and far: the next key is never near the last one. */
  private static final int STRIDE = 611_953;

  /** A million lie far outside the processor's caches, ten thousand within them. */
  @Param({"1000000", "10000"})
  public int keyCount;

  /** Elements of the list that elements are pushed to and popped from. */
  @Param("100")
  public int listLength;

  private @Nullable FilledStore filled;
  private @Nullable Scanner scanner;
  private @Nullable ListCursor cursor;
  private final ByteView element = new ByteView();
  private int next;
  private long position;

  /** Fills the store, and puts a list in the place of one more key. */
  @Setup(Level.Trial)
  public void fill() {
    FilledStore fresh = new FilledStore(keyCount + 1 + MISSING, keyCount);
    filled = fresh;
    scanner = fresh.store.scanner();
    Key at = fresh.lock(keyCount);
    try {
      Entry list =
          fresh
              .keyspace()
              .createCollection(at, ValueType.LIST, RecordLayout.NO_DEADLINE, fresh.store.now());
      for (int i = 0; i < listLength; i++) {
        ListValue.push(list, false, fresh.value(i));
      }
      cursor = new ListCursor(list.memory());
    } finally {
      fresh.unlock();
    }
  }

  /** Gives the memory back. */
  @TearDown(Level.Trial)
  public void close() {
    store().close();
  }

  private FilledStore store() {
    return Objects.requireNonNull(filled, "not filled");
  }

  private int nextKey() {
    int number = next;
    next = (int) ((number + (long) STRIDE) % keyCount);
    return number;
  }

  /** {@code GET} of a key that is there. */
  @Benchmark
  public byte[] getHit() {
    byte[] value = store().get(nextKey());
    if (value == null) {
      throw new IllegalStateException("a key is missing");
    }
    return value;
  }

  /** {@code GET} of a key that is not there. */
  @Benchmark
  public void getMiss() {
    next = next + 1 & MISSING - 1;
    if (store().get(keyCount + 1 + next) != null) {
      throw new IllegalStateException("a key is there");
    }
  }

  /** {@code SET} of a key that is there to a value of the same length. */
  @Benchmark
  public void setOverwrite() {
    store().set(nextKey());
  }

  /** {@code RPUSH} and {@code LPOP} of one element. */
  @Benchmark
  public void pushAndPop() {
    FilledStore there = store();
    Key at = there.lock(keyCount);
    try {
      long now = there.store.now();
      Entry list = there.keyspace().find(at, now);
      ListCursor walk = cursor;
      if (list == null || walk == null) {
        throw new IllegalStateException("the list is missing");
      }
      there.keyspace().lists().push(at, list, false, 1, i -> there.value(next++), now);
      ListValue.at(list, 0, walk).next(element);
      there.keyspace().lists().drop(list, true, 1, now);
    } finally {
      there.unlock();
    }
  }

  /** One call of {@code SCAN}. */
  @Benchmark
  public long scanStep() {
    Scanner walk = scanner;
    if (walk == null) {
      throw new IllegalStateException("not filled");
    }
    FilledStore there = store();
    position =
        walk.scan(
            there.keyspace(), position, SCANNED, there.store.now(), entry -> entry.key(element));
    return position;
  }
}
