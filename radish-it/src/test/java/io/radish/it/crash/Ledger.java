// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import io.radish.resp.Reply;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one client has sent, in order, and what of it was acknowledged.
 *
 * <p>One that has to bear losses keeps for a while what was acknowledged, and tells afterwards how
 * much of it is gone, and for how long that had been acknowledged.
 *
 * <p>Used by the client's thread, and by whoever settles it when that has ended; {@link #seen} by
 * any thread.
 */
final class Ledger {
  /** What is there if all was done that was acknowledged, but for that which may be lost. */
  private final Holdings holdings = new Holdings();

  /** What was acknowledged and may be lost. */
  private final Deque<Answered> fresh = new ArrayDeque<>();

  private final long mayLoseNanos;
  private final Deque<Request> unanswered = new ArrayDeque<>();
  private final String name;

  /** The number of the last request that was acknowledged. */
  private long acknowledged;

  private long acknowledgedWrites;

  /** The last request whose doing somebody else has read. */
  private final AtomicLong seen = new AtomicLong();

  private long doneUnanswered;
  private long undone;

  private long lost;
  private long oldestLostNanos;

  private record Answered(Request request, Reply reply, long nanos) {}

  /** A ledger of what may not be lost. */
  Ledger(String name) {
    this(name, 0);
  }

  /** A ledger of what may be lost for that long after it was acknowledged, and no longer. */
  Ledger(String name, long mayLoseNanos) {
    this.name = name;
    this.mayLoseNanos = mayLoseNanos;
  }

  /** The number that the next request gets. */
  long next() {
    return acknowledged + unanswered.size() + 1;
  }

  void sent(Request request) {
    unanswered.add(request);
  }

  /** Notes the reply to the oldest request without one. */
  void answered(Reply reply) {
    Request request = unanswered.remove();
    acknowledged++;
    if (request.writes()) {
      acknowledgedWrites++;
    }
    long now = System.nanoTime();
    fresh.add(new Answered(request, reply, now));
    while (!fresh.isEmpty() && now - fresh.getFirst().nanos() >= mayLoseNanos) {
      apply(fresh.remove(), acknowledged - fresh.size());
    }
  }

  private void apply(Answered answered, long number) {
    Reply reply = answered.reply();
    Reply expected = answered.request().effect().on(holdings);
    boolean right = expected == null ? !(reply instanceof Reply.Failure) : expected.equals(reply);
    if (!right) {
      throw new AssertionError(
          "%s: request %d, %s, was answered %s instead of %s"
              .formatted(name, number, answered.request().words(), reply, expected));
    }
  }

  /** Notes that somebody has read what that request did. */
  void seen(long number) {
    seen.accumulateAndGet(number, Math::max);
  }

  /** What is there now, as far as acknowledged. */
  Holdings holdings() {
    return holdings;
  }

  long acknowledgedWrites() {
    return acknowledgedWrites;
  }

  /** Requests that were done, though nobody was told. */
  long doneUnanswered() {
    return doneUnanswered;
  }

  /** Requests that were not done and not acknowledged. */
  long undone() {
    return undone;
  }

  /** Acknowledged requests that are gone. */
  long lost() {
    return lost;
  }

  /** For how long the oldest of those had been acknowledged when the server was killed. */
  long oldestLostNanos() {
    return oldestLostNanos;
  }

  /**
   * Compares with what is there after a start, and goes on from that.
   *
   * @param found what is there
   * @param nowMillis a time after all of it was read: nothing is compared that expires before
   * @param killedNanos when the server was killed
   */
  void settle(Holdings found, long nowMillis, long killedNanos) {
    found.expire(nowMillis);
    long most = acknowledged + unanswered.size();
    long first = acknowledged - fresh.size();
    long from = mayLoseNanos > 0 ? first : Math.max(first, seen.get());
    List<String> closest = List.of();
    long closestNumber = -1;
    long match = -1;
    Deque<Answered> acknowledgedOnes = new ArrayDeque<>(fresh);
    Deque<Request> others = new ArrayDeque<>(unanswered);
    Holdings matched = holdings;
    for (long number = first; ; number++) {
      Holdings expected = holdings.copy();
      expected.expire(nowMillis);
      List<String> differences = found.differences(expected);
      if (differences.isEmpty() && number >= from && match < acknowledged) {
        // The first behind all that was acknowledged, or else the last.
        match = number;
        matched = holdings.copy();
      }
      if (closestNumber < 0 || differences.size() <= closest.size()) {
        closest = differences;
        closestNumber = number;
      }
      if (number == most || match >= acknowledged) {
        break;
      }
      if (acknowledgedOnes.isEmpty()) {
        Reply _ = others.remove().effect().on(holdings);
      } else {
        apply(acknowledgedOnes.remove(), number + 1);
      }
    }
    if (match < 0) {
      throw new AssertionError(
          ("%s: acknowledged up to request %d, read by others up to %d, sent up to %d; what is there is"
                  + " the outcome of none of them, and comes closest to that of %d: %s")
              .formatted(name, acknowledged, seen.get(), most, closestNumber, closest));
    }
    goOnFrom(match, matched, killedNanos);
  }

  private void goOnFrom(long number, Holdings matched, long killedNanos) {
    long most = acknowledged + unanswered.size();
    if (number < acknowledged) {
      long gone = acknowledged - number;
      lost += gone;
      Answered oldest = fresh.stream().skip(fresh.size() - gone).findFirst().orElseThrow();
      oldestLostNanos = Math.max(oldestLostNanos, killedNanos - oldest.nanos());
    }
    doneUnanswered += Math.max(0, number - acknowledged);
    undone += most - Math.max(number, acknowledged);
    acknowledged = number;
    unanswered.clear();
    fresh.clear();
    seen.set(0);
    holdings.contents().clear();
    holdings.contents().putAll(matched.contents());
  }
}
