// SPDX-License-Identifier: Apache-2.0
package io.radish.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets so many lines a second through and drops the rest: a client that sends a million wrong
 * commands a second, or connects as often, must not fill the disk, nor slow down others.
 *
 * <p>Called by any thread. Time is that of the events, so nobody else's clock is needed. What was
 * dropped is told by {@link #takeDropped}, for the next line that comes through.
 */
final class LineBudget extends Filter<ILoggingEvent> {
  /** Enough to read what goes wrong; about a gigabyte a day at most. */
  static final int LINES_PER_SECOND = 100;

  private static final long COUNT_BITS = 20;
  private static final long COUNT_MASK = (1 << COUNT_BITS) - 1;

  /** The second, in the upper bits, and the lines let through in it. */
  private final AtomicLong secondAndCount = new AtomicLong();

  private final AtomicLong dropped = new AtomicLong();

  private final Level always;

  /**
   * Makes a budget.
   *
   * @param always lines of this level and above are let through whatever their number
   */
  LineBudget(Level always) {
    this.always = always;
  }

  @Override
  public FilterReply decide(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(always)) {
      return FilterReply.NEUTRAL;
    }
    long second = event.getTimeStamp() / 1000;
    while (true) {
      long before = secondAndCount.get();
      boolean sameSecond = before >>> COUNT_BITS == second;
      long count = sameSecond ? before & COUNT_MASK : 0;
      if (count >= LINES_PER_SECOND) {
        dropped.incrementAndGet();
        return FilterReply.DENY;
      }
      if (secondAndCount.compareAndSet(before, second << COUNT_BITS | (count + 1))) {
        return FilterReply.NEUTRAL;
      }
    }
  }

  /** How many lines were dropped since the last call. */
  long takeDropped() {
    return dropped.get() == 0 ? 0 : dropped.getAndSet(0);
  }
}
