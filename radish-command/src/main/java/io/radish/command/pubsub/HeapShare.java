// SPDX-License-Identifier: Apache-2.0
package io.radish.command.pubsub;

import java.util.concurrent.atomic.AtomicLong;

/** An account of heap that all clients together take for one purpose. Safe for any thread. */
final class HeapShare {
  private final long most;
  private final AtomicLong held = new AtomicLong();

  /** An account of at most so many bytes. */
  HeapShare(long most) {
    this.most = most;
  }

  long most() {
    return most;
  }

  long held() {
    return held.get();
  }

  /** Takes so many bytes; false, with none taken, where that would be too much. */
  boolean take(long bytes) {
    if (held.addAndGet(bytes) > most) {
      held.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /** Takes so many bytes in any case. */
  void force(long bytes) {
    held.addAndGet(bytes);
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }

  /** Whether more is taken than there is to take. */
  boolean isExceeded() {
    return held.get() > most;
  }
}
