// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import org.jspecify.annotations.Nullable;

/**
 * Says whether there is memory for what is about to be stored, and makes room for it where keys may
 * go: before the command, by the thread that runs it, which holds no lock.
 *
 * <p>A look at all shards takes some hundred nanoseconds. So as long as there is room the next few
 * commands go without, for each {@value #ROOM_FOR_ONE} bytes of it one. For one thread.
 */
public final class Admission {
  /** What the answer is. */
  public enum Answer {
    ADMITTED,
    /** The store takes more than it may, and nothing may go. */
    STORE_FULL,
    /** The keyspace does. */
    KEYSPACE_FULL
  }

  /** What a command that is let in without a look may store. */
  private static final int ROOM_FOR_ONE = 64 << 10;

  private static final int MOST_UNSEEN = 32;

  private final MemoryLimits limits;
  private final Evictor evictor;
  private int unseen;

  Admission(Store store, Evictor evictor) {
    this.limits = store.limits();
    this.evictor = evictor;
  }

  /**
   * Asks for a command that needs memory.
   *
   * @param keyspace where it stores what it brings; null where that is not there yet
   * @param bytes what it brings
   */
  public Answer ask(@Nullable Keyspace keyspace, long bytes) {
    if (!fitsStore(bytes)) {
      return Answer.STORE_FULL;
    }
    if (keyspace != null && keyspace.excess() > 0) {
      Evictor.Outcome outcome = evictor.run(keyspace.scope(), limits.tenacityNanos());
      if (outcome == Evictor.Outcome.NOTHING_LEFT && keyspace.excess() > 0) {
        return Answer.KEYSPACE_FULL;
      }
    }
    return Answer.ADMITTED;
  }

  /**
   * Whether a keyspace takes more than its quota and none of its keys may go. Evicts nothing, so it
   * may be asked under locks.
   */
  public boolean isFull(Keyspace keyspace) {
    return keyspace.excess() > 0 && !keyspace.policy().evicts();
  }

  private boolean fitsStore(long bytes) {
    long most = limits.maxBytes();
    if (most == 0) {
      return true;
    }
    if (unseen > 0 && bytes <= ROOM_FOR_ONE) {
      unseen--;
      return true;
    }
    long used = limits.usedBytes();
    if (used > most) {
      Evictor.Outcome outcome = evictor.run(limits.whole(), limits.tenacityNanos());
      used = limits.usedBytes();
      if (used > most) {
        limits.noteFits(false);
        return outcome != Evictor.Outcome.NOTHING_LEFT;
      }
    }
    limits.noteFits(true);
    unseen = (int) Math.min(MOST_UNSEEN, (most - used) / ROOM_FOR_ONE);
    return true;
  }
}
