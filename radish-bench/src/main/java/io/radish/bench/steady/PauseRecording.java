// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.steady;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/** What a flight recording says of pauses: the longest of each kind, and the longest of all. */
final class PauseRecording {
  /** Events that stop everyone. */
  private static final List<String> STOPS = List.of("jdk.GCPhasePause", "jdk.ExecuteVMOperation");

  /** Events that stop one thread; they matter where that is a network thread. */
  private static final List<String> WAITS =
      List.of("jdk.ThreadPark", "jdk.JavaMonitorEnter", "jdk.JavaMonitorWait", "jdk.ThreadSleep");

  /** More than that are not looked at one by one. */
  private static final int LONGEST = 10;

  /** The longest pauses so far, the shortest of them first. */
  private final PriorityQueue<Pause> longest =
      new PriorityQueue<>(Comparator.comparingDouble(Pause::millis));

  private final Map<String, Double> longestMillis = new TreeMap<>();
  private final String networkThreads;

  private PauseRecording(String networkThreads) {
    this.networkThreads = networkThreads;
  }

  /** Reads a recording; {@code networkThreads} is what the names of network threads begin with. */
  static PauseRecording read(Path file, String networkThreads) throws IOException {
    PauseRecording pauses = new PauseRecording(networkThreads);
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        pauses.add(recording.readEvent());
      }
    }
    return pauses;
  }

  private void add(RecordedEvent event) {
    String type = event.getEventType().getName();
    boolean everyone =
        STOPS.contains(type)
            && (!type.equals("jdk.ExecuteVMOperation") || event.getBoolean("safepoint"));
    if (everyone || (WAITS.contains(type) && isNetworkThread(event.getThread()))) {
      add(new Pause(type.substring(4), event.getStartTime(), event.getDuration().toNanos() / 1e6));
    }
  }

  private void add(Pause pause) {
    longestMillis.merge(pause.kind(), pause.millis(), Math::max);
    longest.add(pause);
    if (longest.size() > LONGEST) {
      longest.remove();
    }
  }

  /** The longest of all kinds, the longest first. */
  List<Pause> longest() {
    return longest.stream().sorted(Comparator.comparingDouble(Pause::millis).reversed()).toList();
  }

  private boolean isNetworkThread(RecordedThread thread) {
    String name = thread == null ? null : thread.getJavaName();
    return name != null && name.startsWith(networkThreads);
  }

  /** The longest of all, in milliseconds. */
  double longestMillis() {
    return longestMillis.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    longestMillis.forEach(
        (type, millis) -> parts.add(String.format(Locale.ROOT, "%s %.2f ms", type, millis)));
    return parts.isEmpty() ? "none" : String.join(", ", parts);
  }
}
