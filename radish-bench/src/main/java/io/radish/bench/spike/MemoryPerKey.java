// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.spike;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A program that prints by how much the process grows per key, for the place named as its argument.
 *
 * <p>Resident memory is read from Linux' {@code /proc}, after a collection, before and after
 * filling.
 */
public final class MemoryPerKey {
  private static final int KEYS = 1_000_000;
  private static final int WARM_KEYS = 20_000;

  private MemoryPerKey() {}

  /** Measures the place named by the first argument. */
  public static void main(String[] arguments) throws IOException {
    Place place = Place.valueOf(arguments[0]);
    Workload workload = new Workload(KEYS, 1);
    Workload warm = new Workload(WARM_KEYS, 4);
    try (Table table = place.newTable(WARM_KEYS)) {
      warm.fill(table, 5);
    }
    System.gc();
    long residentBefore = residentBytes();
    long heapBefore = heapBytes();
    Table table = place.newTable(KEYS);
    workload.fill(table, 2);
    System.gc();
    double resident = (double) (residentBytes() - residentBefore) / KEYS;
    double heap = (double) (heapBytes() - heapBefore) / KEYS;
    byte[] value = new byte[Workload.VALUE_BYTES];
    if (table.get(workload.keys, 0, Workload.KEY_BYTES, value) != Workload.VALUE_BYTES) {
      throw new IllegalStateException("a key is missing");
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %.1f B resident per key, of which %.1f B used heap; heap limit %d MiB%n",
        place,
        resident,
        heap,
        Runtime.getRuntime().maxMemory() >> 20);
    table.close();
  }

  private static long heapBytes() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    throw new IOException("no VmRSS in /proc/self/status");
  }
}
