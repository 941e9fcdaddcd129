// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often which kind of error was answered, by its code: {@code ERR}, {@code WRONGTYPE}. */
public final class ErrorStatistics {
  /** Codes that are told apart, as in Redis: scripts may make up any number of them. */
  private static final int MAX_CODES = 128;

  private static final String OVERFLOW = "ERRORSTATS_OVERFLOW";

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /** Counts an error by its text, which begins with its code. */
  void count(String error) {
    int end = error.indexOf(' ');
    String code = end < 0 ? error : error.substring(0, end);
    LongAdder known = counts.get(code);
    if (known == null) {
      String kept = counts.size() < MAX_CODES ? code : OVERFLOW;
      known = counts.computeIfAbsent(kept, fresh -> new LongAdder());
    }
    known.increment();
  }

  /** The counts by code, sorted. */
  public Map<String, Long> counts() {
    Map<String, Long> sorted = new TreeMap<>();
    counts.forEach((code, count) -> sorted.put(code, count.sum()));
    return sorted;
  }

  /** Begins to count anew. */
  public void reset() {
    counts.clear();
  }
}
