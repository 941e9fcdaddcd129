// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.server.ProcessFigures;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which of a server's threads take its processor time, as far as their names tell. What threads
 * took that have ended meanwhile is in the whole only.
 */
final class ThreadShares {
  /** What a thread is for, by its name as Linux shows it: the first 15 bytes. */
  enum Role {
    /** Radish's network threads, and the one that does the same in the others. */
    NETWORK("io-.*|redis-server|valkey-server"),
    /** Who writes the journal, and who looks after that; with the others, who syncs it. */
    JOURNAL("journal.*|bio_aof.*"),
    /** Who takes checkpoints, and who syncs them; the others fork a process for it. */
    CHECKPOINTS("radish-checkpoi"),
    /** HotSpot's, such as "C2 CompilerThread0". */
    COMPILERS(".*CompilerThre.*");

    private final Pattern names;

    Role(String names) {
      this.names = Pattern.compile(names);
    }

    private long nanos(Map<String, Long> nanosByThread) {
      return nanosByThread.entrySet().stream()
          .filter(each -> names.matcher(each.getKey()).matches())
          .mapToLong(Map.Entry::getValue)
          .sum();
    }
  }

  private final Map<String, Long> before;
  private final Map<String, Long> after;
  private final long nanos;

  /**
   * Takes what was counted.
   *
   * @param before nanoseconds by the names of threads
   * @param after the same, later
   * @param nanos what the whole process took meanwhile
   */
  ThreadShares(Map<String, Long> before, Map<String, Long> after, long nanos) {
    this.before = before;
    this.after = after;
    this.nanos = nanos;
  }

  /** Work that is to be measured. */
  interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  /** What came of some work, and the shares meanwhile. */
  record Measured<T>(T result, ThreadShares shares) {}

  /** Does some work, and counts what the server's threads do beside it. */
  static <T> Measured<T> beside(ProcessFigures server, Work<T> work)
      throws IOException, InterruptedException {
    Map<String, Long> before = server.nanosByThread();
    long begun = server.cpuNanos();
    T result = work.run();
    Map<String, Long> after = server.nanosByThread();
    return new Measured<>(result, new ThreadShares(before, after, server.cpuNanos() - begun));
  }

  /** How much of the process' time threads of that role took, in percent. */
  double percent(Role role) {
    // Less than before is what is left where one of them has ended.
    return 100.0 * Math.max(0, role.nanos(after) - role.nanos(before)) / nanos;
  }
}
