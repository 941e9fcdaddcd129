// SPDX-License-Identifier: Apache-2.0
package io.radish.command.tracking;

import io.radish.memory.ByteView;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one thread has to tell of the request it runs: who has sent it, and the keys it has changed
 * that are told of together when it is over. Used by one thread, which has it at hand while it runs
 * a request and anybody tracks anything.
 */
public final class TrackingTurn {
  /** What is gathered at most before it is told: it lies on the heap. */
  private static final int MOST_GATHERED_BYTES = 1 << 20;

  /** What a key takes beside its bytes while it is gathered. */
  private static final int KEY_BYTES = 80;

  private static final ThreadLocal<TrackingTurn> OF_THREAD = new ThreadLocal<>();

  private final Tracking tracking;
  private final Map<BroadcastPrefix, TreeSet<byte[]>> changed = new TreeMap<>();
  private int bytes;
  private boolean all;
  private boolean open;
  private @Nullable Tracker own;

  TrackingTurn(Tracking tracking) {
    this.tracking = tracking;
  }

  /** The turn that this thread has begun; null for none. */
  static @Nullable TrackingTurn current() {
    TrackingTurn turn = OF_THREAD.get();
    return turn != null && turn.open ? turn : null;
  }

  /** Begins a request of a client, which tracks keys itself where {@code own} is not null. */
  public void begin(@Nullable Tracker own) {
    this.own = own;
    open = true;
    OF_THREAD.set(this);
    if (own != null) {
      own.beginCommand();
    }
  }

  /**
   * Ends the request, if one has begun, and tells what it has changed.
   *
   * @param spends whether it was one that {@code CLIENT CACHING} is said for
   */
  public void end(boolean spends) {
    if (!open) {
      return;
    }
    flush();
    if (own != null && spends) {
      own.spendCaching();
    }
    own = null;
    open = false;
  }

  boolean isOf(Tracker tracker) {
    return own == tracker;
  }

  /** Gathers that a key with a prefix has changed. */
  void add(BroadcastPrefix prefix, ByteView key) {
    TreeSet<byte[]> keys =
        changed.computeIfAbsent(prefix, one -> new TreeSet<>(Arrays::compareUnsigned));
    if (keys.add(key.toBytes())) {
      bytes += KEY_BYTES + key.length();
    }
    if (bytes > MOST_GATHERED_BYTES) {
      flush();
    }
  }

  /** Gathers that no copy is right any more. */
  void addAll() {
    all = true;
  }

  private void flush() {
    if (all) {
      all = false;
      tracking.sendAll();
    }
    if (!changed.isEmpty()) {
      changed.forEach((prefix, keys) -> tracking.broadcast(prefix, keys, own));
      changed.clear();
      bytes = 0;
    }
  }
}
