// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.value.Entry;
import io.radish.value.ValueType;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Someone who waits for one of several keys to become a value of some type.
 *
 * <p>It stands in line at each of its keys, first come first served ({@link Store#await}), and is
 * served where one of them comes into being, in whatever way, or has news and it {@link #wants}
 * them: before the locks of that change are let go, so that nobody overtakes it. It names a
 * keyspace and does not hold one: it goes on waiting when the cache is deleted, emptied or
 * replaced.
 *
 * <p>How it ends:
 *
 * <pre>
 *                  a key came into being              {@link #serve}, {@link #afterServing}
 *   waiting  --->  its expiring store was deleted     {@link #storeDeleted}
 *                  {@link #end} by its owner            {@link Store#leave}
 * </pre>
 *
 * <p>The first of these wins, by one compare-and-set; the others find that it has ended.
 */
public abstract class Waiter {
  private final KeyspaceName keyspaceName;
  private final ValueType type;
  private final List<Key> keys;
  private final @Nullable Key destination;
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * Makes someone who does not wait yet.
   *
   * @param keys what it waits for, and looks at in this order; the bytes they point at stay
   * @param destination the key that it adds to when it is served, or null
   */
  protected Waiter(
      KeyspaceName keyspaceName, ValueType type, List<Key> keys, @Nullable Key destination) {
    this.keyspaceName = keyspaceName;
    this.type = type;
    this.keys = List.copyOf(keys);
    this.destination = destination;
  }

  /** The name of the keyspace whose keys it waits for. */
  public final KeyspaceName keyspaceName() {
    return keyspaceName;
  }

  /**
   * Whether it is to be served now that one of its keys is as it is: the key's lock is held, and
   * those of all its other keys.
   *
   * @param entry what is at the key, null where nothing is
   */
  protected boolean wants(Key key, @Nullable Entry entry) {
    return entry != null && entry.type() == type;
  }

  /** Whether it may be served because its key went, too. */
  protected boolean wantsLoss() {
    return false;
  }

  List<Key> keys() {
    return keys;
  }

  @Nullable Key destination() {
    return destination;
  }

  public final boolean isWaiting() {
    return !ended.get();
  }

  /**
   * Ends the waiting, by any thread; false where it has ended already. Who ended it calls {@link
   * Store#leave}.
   */
  public final boolean end() {
    return ended.compareAndSet(false, true);
  }

  /**
   * Takes what it waited for: one of its keys is of the type now. Called once, under the locks of
   * the shards of all its keys, its destination's included, by whichever thread made the key. Does
   * not throw.
   *
   * @param now the time of the service, in milliseconds since the epoch
   */
  protected abstract void serve(long now);

  /** Tells that it was served; under no lock, by the thread that served it. */
  protected abstract void afterServing();

  /** Tells that its expiring store was deleted; under all locks. Neither blocks nor throws. */
  protected abstract void storeDeleted();
}
