// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.command.Session.ReplyMode;
import io.radish.command.pubsub.Push;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What is held against commands before they run, and noted when they have run: the pause of the
 * clients, the clients that {@code MONITOR}, the slow log, spikes of latency, kinds of errors.
 *
 * <p>A dispatcher reads one number for each command, {@link #attention}, which is 0 while nobody
 * watches and no client has to wait. Safe for any thread.
 */
public final class Supervision {
  /** Of {@link #attention}: some clients have to wait. */
  static final int PAUSED = 1;

  /** Of {@link #attention}: somebody monitors. */
  static final int MONITORED = 2;

  /** Of {@link #attention}: not every command may run. */
  static final int GUARDED = 4;

  /** Of {@link #attention}: there is a limit to memory. */
  static final int LIMITED = 8;

  /** Of {@link #attention}: somebody keeps copies, and is told of changes. */
  static final int TRACKED = 16;

  /** How long writers wait for the disk before they look again. */
  private static final long HOLD_MILLIS = 1000;

  private final SlowLog slowLog = new SlowLog();
  private final LatencyMonitor latency = new LatencyMonitor();
  private final ErrorStatistics errors = new ErrorStatistics();
  private final ClientPause pause = new ClientPause();
  private final List<Session> monitors = new CopyOnWriteArrayList<>();
  private volatile Guard guard = new Guard(false, false, false, null);
  private final WaitingBytes waiting;
  private final WaitingBytes queued;
  private volatile boolean limited;
  private volatile int attention;
  private boolean tracked;
  private volatile boolean debuggingInScripts;

  /** Supervision where those who wait, and what is queued, may take an eighth of the heap each. */
  public Supervision() {
    this(Runtime.getRuntime().maxMemory() / 8);
  }

  /** Supervision where all commands that wait, or are queued, may take so many bytes together. */
  public Supervision(long mostWaitingBytes) {
    waiting = new WaitingBytes(mostWaitingBytes);
    queued = new WaitingBytes(mostWaitingBytes);
  }

  /**
   * What keeps commands from running.
   *
   * @param loading whether the data is still being loaded
   * @param holding whether those that change data wait for the disk
   * @param lonely whether those that change data are refused for want of replicas
   * @param refusal the error that those that change data are answered with; null for none
   */
  private record Guard(boolean loading, boolean holding, boolean lonely, @Nullable String refusal) {
    boolean isUp() {
      return loading || holding || lonely || refusal != null;
    }
  }

  public SlowLog slowLog() {
    return slowLog;
  }

  public LatencyMonitor latency() {
    return latency;
  }

  public ErrorStatistics errors() {
    return errors;
  }

  /** What all commands hold that wait for keys. */
  WaitingBytes waiting() {
    return waiting;
  }

  /** What all transactions hold on the heap that are being queued. */
  WaitingBytes queued() {
    return queued;
  }

  /** What a dispatcher has to look after beside the command itself; 0 for nothing. */
  int attention() {
    return attention;
  }

  private synchronized void attend() {
    attention =
        (pause.untilMillis() == 0 ? 0 : PAUSED)
            | (monitors.isEmpty() ? 0 : MONITORED)
            | (guard.isUp() ? GUARDED : 0)
            | (limited ? LIMITED : 0)
            | (tracked ? TRACKED : 0);
  }

  /** Says whether there is a limit to memory, so that commands have to be held against it. */
  synchronized void setLimited(boolean yes) {
    limited = yes;
    attend();
  }

  // ---- what may not run ----

  /** Says whether data is being loaded: meanwhile few commands are run. */
  public synchronized void setLoading(boolean loading) {
    guard = new Guard(loading, guard.holding, guard.lonely, guard.refusal);
    attend();
  }

  /** Whether data is being loaded. */
  public boolean isLoading() {
    return guard.loading;
  }

  /** Says whether commands that change data have to wait for the disk. */
  public synchronized void setHolding(boolean holding) {
    guard = new Guard(guard.loading, holding, guard.lonely, guard.refusal);
    attend();
  }

  /** Whether commands that change data wait or are refused, because the disk does not take it. */
  public boolean isHoldingBack() {
    Guard now = guard;
    return now.holding || now.refusal != null;
  }

  /** Whether commands that change data are refused, because what they change would be lost. */
  public boolean isRefusing() {
    return guard.refusal != null;
  }

  /** Whether commands that change data need replicas, of which there are none. */
  boolean needsReplicas() {
    return guard.lonely;
  }

  /** Says that commands that change data are answered with that error; null for no more. */
  public synchronized void setRefusal(@Nullable String error) {
    guard = new Guard(guard.loading, guard.holding, guard.lonely, error);
    attend();
  }

  /** Says whether commands that change data need replicas, of which there are none. */
  public synchronized void setNeedsReplicas(boolean needed) {
    guard = new Guard(guard.loading, guard.holding, needed, guard.refusal);
    attend();
  }

  /** The error that {@code command} is answered with instead of running; null where it may run. */
  public @Nullable String refusal(Command command) {
    return refusal(Demand.of(command, null));
  }

  /** The error that a request is answered with instead of running; null where it may run. */
  @Nullable String refusal(Demand demand) {
    Guard now = guard;
    if (now.loading && !demand.runsWhileLoading()) {
      return Errors.LOADING;
    }
    if (now.refusal != null && demand.changesData()) {
      return now.refusal;
    }
    return now.lonely && demand.writes() ? Errors.NO_REPLICAS : null;
  }

  /** Says whether scripts may call {@code DEBUG}. */
  public void setDebuggingInScripts(boolean allowed) {
    debuggingInScripts = allowed;
  }

  boolean isDebuggingInScripts() {
    return debuggingInScripts;
  }

  // ---- the pause ----

  /** Makes clients wait; those whose requests run already go on. */
  public void pause(ClientPause.Scope scope, long untilMillis) {
    pause.extend(scope, untilMillis);
    attend();
  }

  /** Ends the pause; those that wait are to be told. */
  public void unpause() {
    pause.end();
    attend();
  }

  /** Whether clients have to wait now. */
  public boolean isPaused(long nowMillis) {
    return pause.untilMillis() > nowMillis;
  }

  /** The milliseconds that clients have to wait yet; 0 where they need not. */
  public long pauseMillis(long nowMillis) {
    return Math.max(0, pause.untilMillis() - nowMillis);
  }

  /** The milliseconds that a request has to wait; 0 where it may run. */
  long pauseMillis(Demand demand, long nowMillis) {
    if (pause.holds(demand, nowMillis)) {
      return pause.untilMillis() - nowMillis;
    }
    if (guard.holding && demand.changesData()) {
      return HOLD_MILLIS;
    }
    if (pause.endIfOver(nowMillis)) {
      attend();
    }
    return 0;
  }

  // ---- monitors ----

  /** Says whether anybody keeps copies, and is told of changes. */
  public synchronized void setTracked(boolean anybody) {
    tracked = anybody;
    attend();
  }

  /** Shows this client, from now on, what all clients run. */
  public void addMonitor(Session session) {
    session.client().beginPushes();
    session.setMonitoring(true);
    monitors.add(session);
    attend();
  }

  /** Shows this client no more, where it was shown anything; also when it is gone. */
  public void removeMonitor(Session session) {
    if (session.isMonitoring()) {
      session.setMonitoring(false);
      monitors.remove(session);
      attend();
    }
  }

  /** Shows a command that has just run to all who monitor. */
  void show(Instant time, Call call) {
    Push line = Push.ofLine(MonitorLine.of(time, call));
    for (Session monitor : monitors) {
      ReplyMode mode = monitor.replyMode();
      boolean hears = mode == ReplyMode.ON || mode == ReplyMode.SKIP_NEXT;
      if (hears && !monitor.client().push(line)) {
        dismiss(monitor);
      }
    }
  }

  /** Makes no more lines for a client that is being cut off, until it is gone. */
  private void dismiss(Session monitor) {
    monitors.remove(monitor);
    attend();
  }
}
