// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.spike;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.consumer.RecordingStream;

/**
 * A program that prints the collector's pauses while one thread reads and replaces, and another
 * allocates at a fixed rate.
 *
 * <p>Arguments: the place, the number of keys, the seconds. The allocating thread makes 256 MiB a
 * second of arrays of 1 to 16 KiB and keeps the last 8 MiB of them, as connections' buffers and a
 * backup's encoder might. One operation in ten is a {@code SET}; they come at 100,000 a second.
 */
public final class PausesUnderPressure {
  private static final long ALLOCATED_BYTES_PER_MILLISECOND = 256 << 10;
  private static final int KEPT_ARRAYS = 1024;
  private static final int OPERATIONS_PER_MILLISECOND = 100;

  private PausesUnderPressure() {}

  /** Measures the place named by the first argument. */
  public static void main(String[] arguments) throws InterruptedException {
    Place place = Place.valueOf(arguments[0]);
    int keyCount = Integer.parseInt(arguments[1]);
    Duration duration = Duration.ofSeconds(Long.parseLong(arguments[2]));
    Workload workload = new Workload(keyCount, 1);
    Table table = place.newTable(keyCount);
    workload.fill(table, 2);
    System.gc();
    List<Long> pauses = Collections.synchronizedList(new ArrayList<>());
    try (RecordingStream stream = new RecordingStream()) {
      stream.enable("jdk.GCPhasePause").withoutThreshold();
      stream.onEvent("jdk.GCPhasePause", event -> pauses.add(event.getDuration().toNanos()));
      stream.startAsync();
      long end = System.nanoTime() + duration.toNanos();
      Thread allocator = Thread.ofPlatform().daemon().start(() -> allocate(end));
      long operations = operate(table, workload, end);
      allocator.join();
      stream.stop();
      print(place, keyCount, duration, operations, pauses);
    }
    table.close();
  }

  private static long operate(Table table, Workload workload, long end) {
    SplittableRandom random = new SplittableRandom(6);
    byte[] value = Workload.hex(random, Workload.VALUE_BYTES);
    long operations = 0;
    long tick = System.nanoTime();
    while (tick < end) {
      for (int number = 0; number < OPERATIONS_PER_MILLISECOND; number++, operations++) {
        int key = random.nextInt(workload.keyCount) * Workload.KEY_BYTES;
        if (number % 10 == 0) {
          table.set(workload.keys, key, Workload.KEY_BYTES, value);
        } else if (table.get(workload.keys, key, Workload.KEY_BYTES, value) < 0) {
          throw new IllegalStateException("a key is missing");
        }
      }
      tick = nextTick(tick);
    }
    return operations;
  }

  private static void allocate(long end) {
    SplittableRandom random = new SplittableRandom(7);
    byte[][] kept = new byte[KEPT_ARRAYS][];
    int next = 0;
    long tick = System.nanoTime();
    while (tick < end) {
      for (long bytes = 0; bytes < ALLOCATED_BYTES_PER_MILLISECOND; ) {
        byte[] array = new byte[1024 + random.nextInt(15 * 1024)];
        kept[next++ % KEPT_ARRAYS] = array;
        bytes += array.length;
      }
      tick = nextTick(tick);
    }
  }

  /** Waits for the next millisecond; one that is late already comes at once. */
  private static long nextTick(long tick) {
    long next = tick + 1_000_000;
    for (long wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
      LockSupport.parkNanos(wait);
    }
    return next;
  }

  private static void print(
      Place place, int keyCount, Duration duration, long operations, List<Long> pauses) {
    List<Long> sorted = pauses.stream().sorted().toList();
    long total = sorted.stream().mapToLong(Long::longValue).sum();
    System.out.printf(
        Locale.ROOT,
        "%s, %d keys, heap limit %d MiB: %d pauses in %d s, median %.2f ms, longest %.2f ms,"
            + " together %.0f ms; %d operations%n",
        place,
        keyCount,
        Runtime.getRuntime().maxMemory() >> 20,
        sorted.size(),
        duration.toSeconds(),
        sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2) / 1e6,
        sorted.isEmpty() ? 0 : sorted.getLast() / 1e6,
        total / 1e6,
        operations);
  }
}
