// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the system says of this process: from {@code /proc} where there is one, else as far as Java
 * knows it. A figure that is not known is 0.
 *
 * @param userNanos processor time outside the system
 * @param systemNanos processor time within the system
 * @param residentBytes memory that is in the machine's memory
 * @param systemBytes the machine's memory
 */
record ProcessFigures(long userNanos, long systemNanos, long residentBytes, long systemBytes) {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessFigures.class);

  /** Linux' clock ticks, a constant of its interface to programs. */
  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1) / 100;

  // Fields of /proc/self/stat behind the program's name, which may hold blanks.
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  static ProcessFigures now() {
    Path proc = Path.of("/proc/self");
    if (Files.isReadable(proc.resolve("stat"))) {
      try {
        return of(proc);
      } catch (IOException | RuntimeException e) {
        LOG.debug("/proc is not what it is on Linux", e);
      }
    }
    Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    return new ProcessFigures(cpu.toNanos(), 0, 0, 0);
  }

  private static ProcessFigures of(Path proc) throws IOException {
    String stat = Files.readString(proc.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return new ProcessFigures(
        Long.parseLong(fields[USER_TICKS]) * TICK_NANOS,
        Long.parseLong(fields[SYSTEM_TICKS]) * TICK_NANOS,
        kilobytes(proc.resolve("status"), "VmRSS:"),
        SystemMemory.BYTES);
  }

  /** The machine's memory, which does not change; read when it is first asked for. */
  private static final class SystemMemory {
    static final long BYTES = read();

    private static long read() {
      try {
        return kilobytes(Path.of("/proc/meminfo"), "MemTotal:");
      } catch (IOException e) {
        LOG.debug("/proc/meminfo is not what it is on Linux", e);
        return 0;
      }
    }
  }

  /** The number behind {@code name} in a file of lines such as {@code VmRSS: 1234 kB}. */
  private static long kilobytes(Path file, String name) throws IOException {
    for (String line : Files.readString(file).split("\\n", -1)) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.substring(name.length()).replace("kB", "").strip()) * 1024;
      }
    }
    return 0;
  }
}
