// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the commands hold on the heap that wait for keys, all clients together. Safe for any thread.
 */
final class WaitingBytes {
  private final long most;
  private final AtomicLong held = new AtomicLong();

  /** An account of at most so many bytes. */
  WaitingBytes(long most) {
    this.most = most;
  }

  /** Takes so many bytes; false where that would be too much. */
  boolean take(long bytes) {
    if (held.addAndGet(bytes) > most) {
      held.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /** Gives back what was taken. */
  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }
}
