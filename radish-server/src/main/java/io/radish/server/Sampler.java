// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.command.LatencyMonitor;
import io.radish.command.MeterRegistry;
import io.radish.command.Supervision;
import io.radish.server.config.Parameters;
import io.radish.server.config.Settings;
import io.radish.server.net.Traffic;
import io.radish.store.CutPause;
import io.radish.store.Store;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Looks at what cannot be told afterwards: how much is going on at the moment, the most memory that
 * data took, spikes of latency outside commands. Driven by the housekeeper, read by any thread.
 */
final class Sampler {
  /** Samples that a rate is the average of: about the last second and a half, as in Redis. */
  private static final int SAMPLES = 16;

  /** The time between two samples of rates. */
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** What has been counted up to one moment. */
  private record Counts(long nanos, long commands, long bytesIn, long bytesOut) {}

  private final Store store;
  private final Settings settings;
  private final MeterRegistry meters;
  private final Supervision supervision;
  private final Counts[] samples = new Counts[SAMPLES];
  private int taken;
  private long expiryNanos;
  private int lastCut;
  private volatile long peakBytes;
  private volatile Map<String, String> rates =
      Map.of(
          "instantaneous_ops_per_sec", "0",
          "instantaneous_input_kbps", "0.00",
          "instantaneous_output_kbps", "0.00");

  Sampler(Store store, Settings settings, MeterRegistry meters, Supervision supervision) {
    this.store = store;
    this.settings = settings;
    this.meters = meters;
    this.supervision = supervision;
  }

  /** Looks; by the housekeeper's thread, several times a second. */
  void sample(long nanos, Traffic traffic) {
    spikes();
    Counts newest = taken == 0 ? null : samples[(taken - 1) % SAMPLES];
    if (newest != null && nanos - newest.nanos < PERIOD_NANOS) {
      return;
    }
    peakBytes = Math.max(peakBytes, store.limits().usedBytes() + store.limits().notCountedBytes());
    Counts now = new Counts(nanos, meters.commandsEver(), traffic.bytesIn(), traffic.bytesOut());
    Counts oldest = taken < SAMPLES ? samples[0] : samples[taken % SAMPLES];
    if (oldest != null && nanos > oldest.nanos) {
      rates = rates(oldest, now);
    }
    samples[taken % SAMPLES] = now;
    taken++;
  }

  private static Map<String, String> rates(Counts from, Counts to) {
    double seconds = (to.nanos - from.nanos) / 1e9;
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(
        "instantaneous_ops_per_sec",
        Long.toString(Math.round((to.commands - from.commands) / seconds)));
    // A reset of the statistics sets these back; a moment later the rate is right again.
    fields.put("instantaneous_input_kbps", kilobytes(to.bytesIn - from.bytesIn, seconds));
    fields.put("instantaneous_output_kbps", kilobytes(to.bytesOut - from.bytesOut, seconds));
    return fields;
  }

  private static String kilobytes(long bytes, double seconds) {
    return String.format(Locale.ROOT, "%.2f", Math.max(0, bytes) / 1024.0 / seconds);
  }

  private void spikes() {
    long spent = store.maintenance().expiryNanos();
    noteSpike(LatencyMonitor.EXPIRE_CYCLE, spent - expiryNanos);
    expiryNanos = spent;
    CutPause cut = store.lastCutPause();
    if (cut != null && cut.number() != lastCut) {
      lastCut = cut.number();
      noteSpike(LatencyMonitor.BACKUP_CUT, cut.nanos());
    }
  }

  private void noteSpike(String event, long nanos) {
    long threshold = settings.get(Parameters.LATENCY_MONITOR_THRESHOLD);
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
    if (threshold > 0 && millis >= threshold) {
      supervision.latency().add(event, store.now(), millis);
    }
  }

  /** The rates of the last moments, under the names of {@code INFO}. */
  Map<String, String> rates() {
    return rates;
  }

  /** The most that data has taken, as far as anybody looked. */
  long peakBytes() {
    return peakBytes;
  }
}
