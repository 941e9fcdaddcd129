// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How long one thread waits for locks that it takes in the midst of something: for ever, unless it
 * is told otherwise.
 *
 * <p>A script may hold all locks and never end. A thread that serves clients would wait with it,
 * and the client that comes to kill the script with the thread. So it has little patience: what it
 * began is given up with a {@link LockedException}, before anything was changed.
 */
public final class Patience {
  /** For ever. */
  public static final long ENDLESS = Long.MAX_VALUE;

  private static final ThreadLocal<Patience> OF_THREAD = ThreadLocal.withInitial(Patience::new);

  private long millis = ENDLESS;

  private Patience() {}

  /** That of the thread that asks. */
  public static Patience ofThisThread() {
    return OF_THREAD.get();
  }

  /** Waits so long from now on for each lock; how long it has waited so far. */
  public long set(long timeoutMillis) {
    long before = millis;
    millis = timeoutMillis;
    return before;
  }

  /** Takes a lock, as patiently as the thread is. */
  static void lock(ReentrantLock lock) {
    if (!lock.tryLock()) {
      ofThisThread().await(lock);
    }
  }

  /** Takes locks, as patiently as the thread is. */
  static void lock(ShardLocks locks) {
    long patience = ofThisThread().millis;
    if (patience == ENDLESS) {
      locks.acquireUninterruptibly();
    } else if (!locks.acquire(patience)) {
      locks.clear();
      throw new LockedException();
    }
  }

  private void await(ReentrantLock lock) {
    if (millis == ENDLESS) {
      lock.lock();
      return;
    }
    boolean taken = false;
    try {
      taken = lock.tryLock(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!taken) {
      throw new LockedException();
    }
  }

  /** Says that a lock was not to be had in time; nothing has been changed. */
  public static final class LockedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LockedException() {
      super("a lock was not to be had in time", null, false, false);
    }
  }
}
