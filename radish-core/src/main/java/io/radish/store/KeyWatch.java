// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import org.jspecify.annotations.Nullable;

/**
 * Someone who wants to know that one key of one keyspace is no more what it was: a client that
 * {@code WATCH}es it, or one that keeps a copy of its own.
 *
 * <p>It names a keyspace and does not hold one: deleting, emptying, swapping or replacing that is a
 * change of the key where the key was there before or is there after it. A key whose time had
 * passed when the watch began is not there, so that its removal is no change.
 *
 * <p>Two watches are equal where they are of the same key of the same keyspace, so that one owner
 * can keep a set of its own.
 */
public abstract class KeyWatch {
  private final KeyspaceName keyspaceName;
  private final Key key;

  /** The next one in the same place of its {@link WatchRoom}. */
  @Nullable KeyWatch next;

  /** Whether the key's time had passed when the watch began; guarded by the shard's lock. */
  boolean wasExpired;

  /** How many fields of the key's hash were due when the watch began; guarded likewise. */
  long dueFields;

  private volatile boolean ended;

  /**
   * Makes a watch that has not begun.
   *
   * @param key the bytes it points at stay as they are
   */
  protected KeyWatch(KeyspaceName keyspaceName, Key key) {
    this.keyspaceName = keyspaceName;
    this.key = key;
  }

  /** The name of the keyspace whose key is watched. */
  public final KeyspaceName keyspaceName() {
    return keyspaceName;
  }

  /** The key that is watched. */
  public final Key key() {
    return key;
  }

  boolean isEnded() {
    return ended;
  }

  void end() {
    ended = true;
  }

  /**
   * Takes note that the key has changed. Called under the lock of its shard, or all, by whichever
   * thread makes the change; must not block, throw, nor begin or end watches.
   *
   * @return whether further changes are to be told, too
   */
  protected abstract boolean changed();

  /**
   * As {@link #changed}, where what the key holds is as it was, but for what is known beside it: of
   * which groups of a stream have got what. Redis tells nobody who watches of that, and by default
   * it is ignored.
   */
  protected boolean changedBeside() {
    return true;
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof KeyWatch watch
        && watch.key.hash() == key.hash()
        && watch.keyspaceName.equals(keyspaceName)
        && watch.key.bytes().contentEquals(key.bytes());
  }

  @Override
  public final int hashCode() {
    return Long.hashCode(key.hash());
  }
}
