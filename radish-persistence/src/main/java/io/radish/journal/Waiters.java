// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who waits for units to become durable. Thread-safe. */
final class Waiters {
  private static final Logger LOG = LoggerFactory.getLogger(Waiters.class);

  private record Waiter(long number, Runnable action) {}

  private final PriorityQueue<Waiter> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Waiter::number));
  private volatile boolean any;

  synchronized void add(long number, Runnable action) {
    waiting.add(new Waiter(number, action));
    any = true;
  }

  /** Whether somebody waits. */
  boolean any() {
    return any;
  }

  /** Runs what waits for units up to {@code durable}, outside of the monitor. */
  void run(long durable) {
    if (!any) {
      return;
    }
    for (Runnable action = next(durable); action != null; action = next(durable)) {
      try {
        action.run();
      } catch (RuntimeException e) {
        // A bug of one who waits must not keep the others waiting for ever.
        LOG.error("What waited for the journal failed", e);
      }
    }
  }

  private synchronized @Nullable Runnable next(long durable) {
    Waiter first = waiting.peek();
    if (first == null || first.number() > durable) {
      any = first != null;
      return null;
    }
    waiting.remove();
    return first.action();
  }
}
