// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What the system says of a process: processor time and resident memory.
 *
 * <p>Processor time is user and system time of all its threads, those that have ended included, in
 * nanoseconds: {@code /proc/PID/stat} has the same sum in ticks of ten milliseconds, and not every
 * kernel has {@code schedstat}. So the C library's clock of a process is asked.
 */
public final class ProcessFigures {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle CLOCK_OF_PROCESS =
      function(
          "clock_getcpuclockid",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
  private static final MethodHandle TIME_OF_CLOCK =
      function(
          "clock_gettime",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

  /** Linux counts in hundredths of a second for whoever asks. */
  private static final long TICK_NANOS = 10_000_000;

  /** Memory that has stayed the same for so long, but for {@link #REST_BYTES}, is at rest. */
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Half a byte for each of the two million keys whose memory is measured. */
  private static final long REST_BYTES = 1 << 20;

  /** Every server has come to rest long before. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final long SAMPLE_MILLIS = 100;

  private final long pid;

  /** Looks at the process of that number. */
  public ProcessFigures(long pid) {
    this.pid = pid;
  }

  private static MethodHandle function(String name, FunctionDescriptor signature) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature);
  }

  /** Nanoseconds of processor time so far. */
  public long cpuNanos() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment clock = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
      int status = (int) CLOCK_OF_PROCESS.invokeExact((int) pid, clock);
      if (status == 0) {
        status = (int) TIME_OF_CLOCK.invokeExact(clock.get(ValueLayout.JAVA_INT, 0), time);
      }
      if (status != 0) {
        throw new IllegalStateException("process " + pid + " is gone");
      }
      return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * 1_000_000_000
          + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the clock of a process", e);
    }
  }

  /**
   * Nanoseconds of processor time that threads have taken which run still, by their names, in steps
   * of ten milliseconds. Linux shortens names to 15 bytes; threads of one name are taken together.
   */
  public Map<String, Long> nanosByThread() {
    Map<String, Long> nanos = new TreeMap<>();
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path thread : threads) {
        addTo(nanos, thread);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return nanos;
  }

  private static void addTo(Map<String, Long> nanos, Path thread) throws IOException {
    String line;
    try {
      line = Files.readString(thread.resolve("stat"));
    } catch (NoSuchFileException e) {
      // The thread ended between listing and reading.
      return;
    }
    int nameEnd = line.lastIndexOf(')');
    // After the name: state, then ten numbers, then user and system time.
    String[] fields = line.substring(nameEnd + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    nanos.merge(line.substring(line.indexOf('(') + 1, nameEnd), ticks * TICK_NANOS, Long::sum);
  }

  /** Bytes of memory it has resident: {@code VmRSS}. */
  public long residentBytes() {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("process " + pid + " is gone"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Bytes of memory it has resident once that is at rest: allocators and collectors go on for a
   * while after the last request, and do not say when they are done.
   *
   * @throws IllegalStateException where it does not come to rest
   */
  public long settledResidentBytes() throws InterruptedException {
    long begun = System.nanoTime();
    long restingSince = begun;
    long resident = residentBytes();
    while (System.nanoTime() - restingSince < REST_NANOS) {
      // A sleep, since it is an interval of sampling.
      Thread.sleep(SAMPLE_MILLIS);
      long sample = residentBytes();
      long now = System.nanoTime();
      if (Math.abs(sample - resident) > REST_BYTES) {
        if (now - begun > LONGEST_NANOS) {
          throw new IllegalStateException("the memory of process " + pid + " is never at rest");
        }
        resident = sample;
        restingSince = now;
      }
    }
    return residentBytes();
  }
}
