// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state of a journal and who hears of it. Thread-safe; listeners are called in order. */
final class Health {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  /** How old the oldest unit that is not durable may get before writers wait. */
  static final Duration MOST_AGE = Duration.ofSeconds(2);

  /**
   * How many bytes may be kept in memory before writers wait: what a bad second of a disk costs.
   */
  static final long MOST_BYTES = 64L << 20;

  private final InstantSource clock;
  private final List<JournalListener> listeners = new ArrayList<>();
  private volatile JournalState state = JournalState.HEALTHY;
  private @Nullable Instant since;
  private @Nullable String reason;

  /** Whether the journal broke off; guarded by this. */
  private boolean broken;

  Health(InstantSource clock) {
    this.clock = clock;
  }

  JournalState state() {
    return state;
  }

  synchronized @Nullable Instant since() {
    return since;
  }

  synchronized @Nullable String reason() {
    return reason;
  }

  /** Tells that one, too, from now on; at once where the journal is not well already. */
  synchronized void addListener(JournalListener listener) {
    listeners.add(listener);
    if (state != JournalState.HEALTHY) {
      tell(listener, state, words());
    }
  }

  /** Nothing can be written down any more, whatever the disk does. */
  synchronized void brokeOff() {
    become(JournalState.FAILING, JournalBrokenOffException.REASON);
    broken = true;
  }

  /** A call failed. */
  synchronized void failed(String why) {
    if (!broken) {
      become(JournalState.FAILING, why);
    }
  }

  /** All that a failure had kept back is on disk. */
  synchronized void recovered() {
    if (state == JournalState.FAILING && !broken) {
      become(JournalState.HEALTHY, null);
    }
  }

  /** Judges by what is not durable: so much, of that age. */
  synchronized void measure(long bytes, long ageNanos) {
    if (state == JournalState.FAILING) {
      return;
    }
    if (ageNanos > MOST_AGE.toNanos()) {
      become(
          JournalState.BEHIND,
          "the disk has not taken the journal for "
              + Duration.ofNanos(ageNanos).toMillis()
              + " ms");
    } else if (bytes > MOST_BYTES) {
      become(JournalState.BEHIND, (bytes >> 20) + " MiB of the journal wait for the disk");
    } else {
      become(JournalState.HEALTHY, null);
    }
  }

  private static void tell(JournalListener listener, JournalState next, String words) {
    try {
      listener.changed(next, words);
    } catch (RuntimeException e) {
      // A bug of who listens is not the disk's failure.
      LOG.error("A listener to the journal's state failed", e);
    }
  }

  private void become(JournalState next, @Nullable String why) {
    reason = why;
    if (next != state) {
      state = next;
      since = clock.instant();
      String words = words();
      listeners.forEach(listener -> tell(listener, next, words));
    }
  }

  private String words() {
    return reason == null ? "the disk has taken all of the journal" : reason;
  }
}
