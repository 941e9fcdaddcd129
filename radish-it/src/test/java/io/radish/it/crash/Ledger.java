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
 * <p>Used by the client's thread, and by whoever settles it when that has ended; {@link #seen} by any
 * thread.
 */
final class Ledger {
  /** What is there if nothing but the acknowledged was done. */
  private final Holdings holdings = new Holdings();

  private final Deque<Request> unanswered = new ArrayDeque<>();
  private final String name;

  /** The number of the last request that was acknowledged. */
  private long acknowledged;

  private long acknowledgedWrites;

  /** The last request whose doing somebody else has read. */
  private final AtomicLong seen = new AtomicLong();

  private long doneUnanswered;
  private long undone;

  Ledger(String name) {
    this.name = name;
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
    Reply expected = request.effect().on(holdings);
    boolean right = expected == null ? !(reply instanceof Reply.Failure) : expected.equals(reply);
    if (!right) {
      throw new AssertionError(
          "%s: request %d, %s, was answered %s instead of %s"
              .formatted(name, acknowledged, request.words(), reply, expected));
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

  /**
   * Compares with what is there after a start, and goes on from that.
   *
   * @param found what is there
   * @param nowMillis a time after all of it was read: nothing is compared that expires before
   */
  void settle(Holdings found, long nowMillis) {
    found.expire(nowMillis);
    long most = acknowledged + unanswered.size();
    long read = seen.get();
    List<String> closest = null;
    long closestNumber = acknowledged;
    for (long number = acknowledged; ; number++) {
      Holdings expected = holdings.copy();
      expected.expire(nowMillis);
      List<String> differences = found.differences(expected);
      if (differences.isEmpty() && number >= read) {
        doneUnanswered += number - acknowledged;
        undone += most - number;
        acknowledged = number;
        unanswered.clear();
        seen.set(0);
        return;
      }
      if (closest == null || differences.size() <= closest.size()) {
        closest = differences;
        closestNumber = number;
      }
      if (number == most) {
        break;
      }
      Reply _ = unanswered.remove().effect().on(holdings);
    }
    throw new AssertionError(
        ("%s: acknowledged up to request %d, read by others up to %d, sent up to %d; what is there is"
                + " the outcome of none of them, and comes closest to that of %d: %s")
            .formatted(name, acknowledged, read, most, closestNumber, closest));
  }
}
