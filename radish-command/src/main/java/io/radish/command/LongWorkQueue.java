// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The work that takes long and waits for a thread, first come, first served in each lane.
 *
 * <ul>
 *   <li>A lane that is busy for long holds up none but its own.
 *   <li>What several clients ask for while it has not begun is done once, for all of them.
 *   <li>What nobody waits for any more is dropped when its turn comes.
 *   <li>A lane holds {@value #MOST_WAITING} works; who comes then is refused.
 *   <li>What changes data does not begin while clients are paused.
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class LongWorkQueue {
  /** How many works of a lane wait at most: each holds what its client asked. */
  static final int MOST_WAITING = 1024;

  /** What is done side by side. */
  public enum Lane {
    /** Runs of backups, of which there is one at a time. */
    BACKUPS(1, Pausing.NEVER),
    /** Restoring and cleaning up, of which there is one at a time. */
    RESTORES(1, Pausing.BEFORE_IT_BEGINS),
    /** Checkpoints of the journal, of which there is one at a time. */
    CHECKPOINTS(1, Pausing.NEVER),
    /** Moving keys to other servers; the others go on while one of those is slow. */
    MIGRATIONS(4, Pausing.AT_EVERY_CHANGE),
    /** Reading, and waiting for requests to end. */
    READS(4, Pausing.NEVER);

    private final int width;
    private final Pausing pausing;

    Lane(int width, Pausing pausing) {
      this.width = width;
      this.pausing = pausing;
    }
  }

  /** Where work minds that clients are paused. */
  private enum Pausing {
    /** It changes no data. */
    NEVER,
    /** What has begun is waited for. */
    BEFORE_IT_BEGINS,
    /** It looks itself, under the lock of what it changes; nor does it begin. */
    AT_EVERY_CHANGE
  }

  /** One who waits for the outcome. */
  interface Asker {
    /** Whether it has hung up, so that maybe nobody would take the outcome. */
    boolean isAbandoned();

    void answer(LongWork.Outcome outcome);

    /** Takes a bug of the work's. */
    void fail(Throwable bug);
  }

  /** Work that has not begun, and who waits for it. */
  private record Waiting(@Nullable Object same, LongWork work, List<Asker> askers) {
    /** Takes out who hung up, and says so: who only sends nothing more may still listen. */
    void dismissAbandoned() {
      List<Asker> abandoned = askers.stream().filter(Asker::isAbandoned).toList();
      askers.removeAll(abandoned);
      abandoned.forEach(asker -> asker.answer(new LongWork.Refused(Errors.HUNG_UP)));
    }
  }

  /** What waits in a lane; guarded by itself. */
  private static final class Line {
    final Deque<Waiting> waiting = new ArrayDeque<>();

    /** The threads at it, those included that are held back. */
    int working;

    /** The works that have begun and are not over. */
    int begun;
  }

  /** The longest wait at a time for the end of a pause. */
  private static final long LONGEST_WAIT_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final Executor threads;
  private final LongSupplier heldMillis;
  private final Map<Lane, Line> lines = new EnumMap<>(Lane.class);
  private volatile boolean closed;

  /** A queue that works on such threads, on as many as all lanes are wide. */
  public LongWorkQueue(Executor threads) {
    this(threads, () -> 0);
  }

  /**
   * A queue that holds back what changes data.
   *
   * @param heldMillis for how many milliseconds yet; 0 where it may begin
   */
  public LongWorkQueue(Executor threads, LongSupplier heldMillis) {
    this.threads = threads;
    this.heldMillis = heldMillis;
    for (Lane lane : Lane.values()) {
      lines.put(lane, new Line());
    }
  }

  /**
   * Has {@code work} done.
   *
   * @param same what equals for works of which one serves all that wait; null for none
   */
  void submit(Lane lane, @Nullable Object same, LongWork work, Asker asker) {
    String refusal = offer(lane, same, work, asker);
    if (refusal != null) {
      asker.answer(new LongWork.Refused(refusal));
    }
  }

  /** Has work done that nobody waits for; the error where it is refused, otherwise null. */
  public @Nullable String submitUnasked(Lane lane, LongWork work) {
    return offer(lane, null, work, new Nobody());
  }

  private @Nullable String offer(Lane lane, @Nullable Object same, LongWork work, Asker asker) {
    Line line = Objects.requireNonNull(lines.get(lane));
    String refusal = enter(line, same, work, asker);
    if (refusal == null && begins(line, lane.width)) {
      threads.execute(() -> workOff(lane, line));
    }
    return refusal;
  }

  private @Nullable String enter(Line line, @Nullable Object same, LongWork work, Asker asker) {
    synchronized (line) {
      if (closed) {
        return Errors.SHUTTING_DOWN;
      }
      for (Waiting each : line.waiting) {
        if (same != null && same.equals(each.same())) {
          each.dismissAbandoned();
          if (each.askers().size() >= MOST_WAITING) {
            return Errors.TOO_MUCH_WAITS;
          }
          each.askers().add(asker);
          return null;
        }
      }
      if (line.waiting.size() >= MOST_WAITING) {
        line.waiting.forEach(Waiting::dismissAbandoned);
        line.waiting.removeIf(each -> each.askers().isEmpty());
      }
      if (line.waiting.size() >= MOST_WAITING) {
        return Errors.TOO_MUCH_WAITS;
      }
      line.waiting.add(new Waiting(same, work, new ArrayList<>(List.of(asker))));
      return null;
    }
  }

  private static boolean begins(Line line, int width) {
    synchronized (line) {
      if (line.working == width || line.waiting.isEmpty()) {
        return false;
      }
      line.working++;
      return true;
    }
  }

  private void workOff(Lane lane, Line line) {
    for (Waiting next = next(lane, line); next != null; next = next(lane, line)) {
      try {
        next.dismissAbandoned();
        if (!next.askers().isEmpty()) {
          run(next);
        }
      } finally {
        over(line);
      }
    }
  }

  /** Begins the next work, when it may begin; null where the thread is not needed any more. */
  private @Nullable Waiting next(Lane lane, Line line) {
    synchronized (line) {
      Waiting next = awaitTurn(lane, line) ? line.waiting.poll() : null;
      if (next == null) {
        line.working--;
      } else {
        line.begun++;
      }
      return next;
    }
  }

  /** Waits while the lane is held back; false where the thread is to end. */
  private boolean awaitTurn(Lane lane, Line line) {
    synchronized (line) {
      try {
        long millis = lane.pausing == Pausing.NEVER ? 0 : heldMillis.getAsLong();
        while (millis > 0 && !line.waiting.isEmpty()) {
          line.wait(Math.min(millis, LONGEST_WAIT_MILLIS));
          millis = heldMillis.getAsLong();
        }
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  private static void over(Line line) {
    synchronized (line) {
      line.begun--;
      line.notifyAll();
    }
  }

  /** Looks again whether what is held back may begin. */
  public void resume() {
    for (Line line : lines.values()) {
      synchronized (line) {
        line.notifyAll();
      }
    }
  }

  /**
   * Waits until what changes data and has begun is over, unless it minds a pause itself. Not to be
   * called by such work.
   */
  public void awaitChanges() throws InterruptedException {
    for (Lane lane : Lane.values()) {
      if (lane.pausing == Pausing.BEFORE_IT_BEGINS) {
        Line line = Objects.requireNonNull(lines.get(lane));
        synchronized (line) {
          while (line.begun > 0) {
            line.wait();
          }
        }
      }
    }
  }

  private static void run(Waiting work) {
    try {
      answer(work, work.work().run());
    } catch (IOException | IllegalArgumentException e) {
      answer(work, new LongWork.Refused(Errors.plain(messageOf(e))));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer(work, new LongWork.Refused(Errors.SHUTTING_DOWN));
    } catch (RuntimeException | Error bug) {
      work.askers().forEach(asker -> asker.fail(bug));
    }
  }

  private static void answer(Waiting work, LongWork.Outcome outcome) {
    work.askers().forEach(asker -> asker.answer(outcome));
  }

  /** What went wrong in words; some of the file system's messages are but the file's name. */
  private static String messageOf(Exception e) {
    boolean named = e instanceof FileSystemException file && file.getReason() == null;
    String message = Objects.toString(e.getMessage(), "");
    return named || message.isEmpty() ? e.getClass().getSimpleName() + ": " + message : message;
  }

  /** Takes no more work and refuses what waits; what is being done goes on. */
  public void close() {
    closed = true;
    for (Line line : lines.values()) {
      List<Waiting> refused;
      synchronized (line) {
        refused = List.copyOf(line.waiting);
        line.waiting.clear();
        line.notifyAll();
      }
      refused.forEach(work -> answer(work, new LongWork.Refused(Errors.SHUTTING_DOWN)));
    }
  }

  /** Where nobody waits; what becomes of the work, the log says. */
  private static final class Nobody implements Asker {
    @Override
    public boolean isAbandoned() {
      return false;
    }

    @Override
    public void answer(LongWork.Outcome outcome) {
      // The work has told the log.
    }

    @Override
    public void fail(Throwable bug) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, bug);
    }
  }
}
