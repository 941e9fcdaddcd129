// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Notes what one dispatcher's commands did: counts them all, and enters the slow ones in the slow
 * log and among the spikes of latency. Used by the dispatcher's thread.
 */
final class Bookkeeper {
  /** A command that is over, for what is noted of the few that were slow. */
  private record Done(Session session, Command command, List<byte[]> words, long nowMillis) {}

  private final Services services;
  private final Meters meters;
  private boolean tracksLatency;
  private long slowMicros;
  private long slowLogLength;
  private long spikeMillis;

  /** The least that a command takes that is slow in one way or the other. */
  private long noteworthyNanos;

  Bookkeeper(Services services) {
    this.services = services;
    this.meters = services.meters().add(services.table().numbers());
  }

  Meters meters() {
    return meters;
  }

  /** Reads its settings again. */
  void readSettings() {
    ServerControl server = services.server();
    tracksLatency = server.setting("latency-tracking").equals("yes");
    slowMicros = Long.parseLong(server.setting("slowlog-log-slower-than"));
    slowLogLength = Long.parseLong(server.setting("slowlog-max-len"));
    spikeMillis = Long.parseLong(server.setting("latency-monitor-threshold"));
    noteworthyNanos =
        Math.min(
            slowMicros < 0 ? Long.MAX_VALUE : TimeUnit.MICROSECONDS.toNanos(slowMicros),
            spikeMillis == 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(spikeMillis));
  }

  /** Notes a call that is over, unless it is another's to note or not over yet. */
  void finished(Call call, long nanos) {
    if (call.isHandedOver() || call.isPutOff()) {
      return;
    }
    Command command = call.command();
    count(command, nanos, call.hasFailed());
    if (nanos >= noteworthyNanos) {
      List<byte[]> words = RequestExcerpt.logged(command, call.arguments());
      note(new Done(call.session(), command, words, call.now()), nanos);
    }
  }

  /** Notes a call whose answer was put off, when it is given. */
  void finishedLater(
      Session session, Command command, List<byte[]> words, long nanos, boolean failed) {
    count(command, nanos, failed);
    if (nanos >= noteworthyNanos) {
      note(new Done(session, command, words, services.store().now()), nanos);
    }
  }

  private void count(Command command, long nanos, boolean failed) {
    meters.finished(command, nanos, failed);
    if (tracksLatency) {
      meters.took(command, nanos);
    }
  }

  private void note(Done done, long nanos) {
    long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
    Supervision supervision = services.supervision();
    if (slowMicros >= 0 && micros >= slowMicros && !done.command.is(Flag.SKIP_SLOWLOG)) {
      supervision.slowLog().add(done.session, done.nowMillis, micros, done.words, slowLogLength);
      services.server().slowCommand(done.session, done.command, micros);
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
    if (spikeMillis > 0 && millis >= spikeMillis) {
      String event =
          done.command.is(Flag.FAST) ? LatencyMonitor.FAST_COMMAND : LatencyMonitor.COMMAND;
      supervision.latency().add(event, done.nowMillis, millis);
    }
  }

  /** Shows a call that has just run to those who monitor, unless it may be shown to nobody. */
  void show(Call call) {
    Command command = call.command();
    if (!call.isHandedOver() && !command.is(Flag.ADMIN) && !command.is(Flag.SKIP_MONITOR)) {
      services.supervision().show(services.store().instant(), call);
    }
  }
}
