// SPDX-License-Identifier: Apache-2.0
package io.radish.it.soak;

import io.radish.store.Store;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What the process takes at a quiet moment, clients and server together.
 *
 * @param residentBytes what the system has given it, the heap left out: how much of that the
 *     collector keeps is its own affair; -1 where the system does not say
 * @param heapBytes what is in use of the heap after a collection
 * @param usedBytes what the store's blocks take
 */
record Footprint(long residentBytes, long heapBytes, long usedBytes) {
  /** For so long the collector still gives back what it does not need any more. */
  private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final Path STATUS = Path.of("/proc/self/status");

  static Footprint of(Store store) throws IOException {
    System.gc();
    long least = Long.MAX_VALUE;
    long end = System.nanoTime() + SETTLING_NANOS;
    while (System.nanoTime() - end < 0) {
      least = Math.min(least, residentWithoutHeap());
      LockSupport.parkNanos(SETTLING_NANOS / 20);
    }
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return new Footprint(least, heap.getUsed(), store.stats().usedBytes());
  }

  private static long residentWithoutHeap() throws IOException {
    if (!Files.exists(STATUS)) {
      return -1;
    }
    long resident = readResident();
    return resident - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
  }

  private static long readResident() throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException("no VmRSS in " + STATUS);
  }

  @Override
  public String toString() {
    return "resident without heap %.1f MiB, heap %.1f MiB, data %d bytes"
        .formatted(residentBytes / 1048576.0, heapBytes / 1048576.0, usedBytes);
  }
}
