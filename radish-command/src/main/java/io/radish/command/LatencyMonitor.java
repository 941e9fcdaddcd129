// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The spikes of latency lately, by event: what took at least {@code latency-monitor-threshold}
 * milliseconds. One sample a second and event, the worst; the last 160 of each, as in Redis.
 */
public final class LatencyMonitor {
  /** A slow command. */
  public static final String COMMAND = "command";

  /** A slow command that is flagged fast: something is wrong with the machine, or with us. */
  public static final String FAST_COMMAND = "fast-command";

  /** The removal of expired keys. */
  public static final String EXPIRE_CYCLE = "expire-cycle";

  /** The moment at the begin of a backup in which all locks are held. */
  public static final String BACKUP_CUT = "backup-cut";

  private static final int MAX_SAMPLES = 160;

  /** The worst of one second. */
  public record Sample(long timeSeconds, long millis) {}

  /**
   * What is known of an event.
   *
   * @param samples the oldest first; at least one
   * @param worstMillis the worst ever, also among samples forgotten since
   */
  public record Event(String name, List<Sample> samples, long worstMillis) {
    public Sample latest() {
      return samples.getLast();
    }
  }

  private static final class Series {
    private final Deque<Sample> samples = new ArrayDeque<>();
    private long worstMillis;

    private void add(long seconds, long millis) {
      worstMillis = Math.max(worstMillis, millis);
      Sample last = samples.peekLast();
      if (last != null && last.timeSeconds() == seconds) {
        samples.removeLast();
        samples.addLast(new Sample(seconds, Math.max(last.millis(), millis)));
        return;
      }
      samples.addLast(new Sample(seconds, millis));
      if (samples.size() > MAX_SAMPLES) {
        samples.removeFirst();
      }
    }
  }

  private final Map<String, Series> events = new TreeMap<>();

  /** Notes that {@code event} took so long. */
  public synchronized void add(String event, long nowMillis, long millis) {
    events.computeIfAbsent(event, fresh -> new Series()).add(nowMillis / 1000, millis);
  }

  /** All events that have samples, by name. */
  public synchronized List<Event> events() {
    List<Event> all = new ArrayList<>();
    events.forEach((name, series) -> all.add(event(name, series)));
    return all;
  }

  /** One event; null where it has no samples. */
  public synchronized @Nullable Event event(String name) {
    Series series = events.get(name);
    return series == null ? null : event(name, series);
  }

  private static Event event(String name, Series series) {
    return new Event(name, List.copyOf(series.samples), series.worstMillis);
  }

  /** Forgets an event; whether there was anything to forget. */
  public synchronized boolean reset(String name) {
    return events.remove(name) != null;
  }

  /** Forgets all; the number of events that were known. */
  public synchronized int reset() {
    int known = events.size();
    events.clear();
    return known;
  }
}
