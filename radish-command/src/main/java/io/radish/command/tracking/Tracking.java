// SPDX-License-Identifier: Apache-2.0
package io.radish.command.tracking;

import io.radish.command.pubsub.PubSub;
import io.radish.memory.ByteView;
import io.radish.store.Key;
import io.radish.store.KeyReader;
import io.radish.store.KeyTracking;
import io.radish.store.KeyspaceName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All clients that keep copies of what they have read, and how they are told that these are no
 * longer right. Safe for any thread.
 *
 * <p>Its monitor guards who comes and goes. Where a prefix does, the locks of all shards are taken
 * before it, and none after it; who tells of a change, under such locks, does not take it.
 */
public final class Tracking implements KeyTracking.Listener {
  /** A key longer than this is told of as all keys: what is sent lies on the heap. */
  private static final int MOST_KEY_BYTES = 64 << 10;

  private final KeyTracking keys;
  private final PubSub channels;
  private final Consumer<Boolean> whetherAny;
  private final Set<Tracker> trackers = ConcurrentHashMap.newKeySet();

  /** The prefixes that anybody is told of; replaced whole. */
  private volatile List<BroadcastPrefix> prefixes = List.of();

  /**
   * Tracks nothing yet.
   *
   * @param whetherAny is told whether anybody tracks anything, each time that changes
   */
  public Tracking(KeyTracking keys, PubSub channels, Consumer<Boolean> whetherAny) {
    this.keys = keys;
    this.channels = channels;
    this.whetherAny = whetherAny;
    keys.setListener(this);
  }

  /** A turn for one thread. */
  public TrackingTurn newTurn() {
    return new TrackingTurn(this);
  }

  /** The number of clients that track. */
  public int clients() {
    return trackers.size();
  }

  /** The number of prefixes that anybody is told of. */
  public int prefixes() {
    return prefixes.size();
  }

  /** Which keys are remembered. */
  public KeyTracking keys() {
    return keys;
  }

  // ---- coming and going ----

  /** A tracker of a client that tracks nothing yet. */
  public Tracker newTracker(TrackedClient client) {
    return new Tracker(client);
  }

  /**
   * Begins to track, or goes on in another mode; on the client's thread, under no lock of a shard,
   * or all.
   */
  public void begin(Tracker tracker, TrackingMode mode, List<byte[]> wanted) {
    if (mode.broadcast()) {
      keys.underAllLocks(() -> beginLocked(tracker, mode, wanted));
    } else {
      beginLocked(tracker, mode, wanted);
    }
  }

  private synchronized void beginLocked(Tracker tracker, TrackingMode mode, List<byte[]> wanted) {
    List<byte[]> more = new ArrayList<>();
    if (mode.broadcast()) {
      List<byte[]> asked = wanted.isEmpty() ? List.of(new byte[0]) : wanted;
      asked.stream().filter(each -> !has(tracker, each)).forEach(more::add);
    }
    tracker.begin(mode, more);
    if (trackers.add(tracker) && trackers.size() == 1) {
      whetherAny.accept(true);
    }
    boolean quiet = prefixes.isEmpty();
    more.forEach(each -> prefix(each).trackers().add(tracker));
    if (quiet && !prefixes.isEmpty()) {
      keys.hearAll(true);
    }
  }

  private static boolean has(Tracker tracker, byte[] prefix) {
    return tracker.prefixes().stream().anyMatch(each -> Arrays.equals(each, prefix));
  }

  private BroadcastPrefix prefix(byte[] bytes) {
    BroadcastPrefix wanted = new BroadcastPrefix(bytes);
    int at = prefixes.indexOf(wanted);
    if (at >= 0) {
      return prefixes.get(at);
    }
    List<BroadcastPrefix> all = new ArrayList<>(prefixes);
    all.add(wanted);
    prefixes = List.copyOf(all);
    return wanted;
  }

  /** Tracks no more, also where the client is gone; as {@link #begin}. */
  public void end(Tracker tracker) {
    if (tracker.prefixes().isEmpty()) {
      endLocked(tracker);
    } else {
      keys.underAllLocks(() -> endLocked(tracker));
    }
  }

  /**
   * Ends tracking for a client that has gone, at once or, where somebody holds locks for long, when
   * they are to be had: who serves clients does not wait for them.
   */
  public void leave(Tracker tracker) {
    if (tracker.prefixes().isEmpty()) {
      endLocked(tracker);
    } else if (!keys.underAllLocksAtOnce(() -> endLocked(tracker))) {
      Thread _ = Thread.ofPlatform().daemon().name("tracking").start(() -> end(tracker));
    }
  }

  private synchronized void endLocked(Tracker tracker) {
    if (!trackers.remove(tracker)) {
      return;
    }
    List<BroadcastPrefix> left = new ArrayList<>(prefixes);
    boolean heard = !left.isEmpty();
    left.removeIf(each -> each.trackers().remove(tracker) && each.trackers().isEmpty());
    prefixes = List.copyOf(left);
    tracker.end();
    if (heard && left.isEmpty()) {
      keys.hearAll(false);
    }
    if (trackers.isEmpty()) {
      whetherAny.accept(false);
    }
  }

  // ---- reading ----

  /** Remembers the keys that a client reads, whose locks are held, where it wants that. */
  public void remember(Tracker tracker, KeyspaceName name, List<Key> read) {
    if (tracker.wantsKeys()) {
      for (Key key : read) {
        keys.remember(name, key, tracker);
      }
    }
  }

  // ---- what changed ----

  @Override
  public void invalidated(ByteView key, Collection<KeyReader> readers) {
    TrackingTurn turn = TrackingTurn.current();
    Invalidation news = null;
    for (KeyReader reader : readers) {
      Tracker tracker = (Tracker) reader;
      TrackingMode mode = tracker.mode();
      // It may have begun to track otherwise since it has read the key.
      if (mode == null || mode.broadcast() || isOwn(turn, tracker, mode)) {
        continue;
      }
      if (key.length() > MOST_KEY_BYTES) {
        sendAll(tracker, mode);
        continue;
      }
      if (news == null) {
        news = Invalidation.of(channels, List.of(key.toBytes()));
      }
      send(tracker, mode, news);
    }
  }

  private static boolean isOwn(@Nullable TrackingTurn turn, Tracker tracker, TrackingMode mode) {
    return mode.noLoop() && turn != null && turn.isOf(tracker);
  }

  @Override
  public void changed(ByteView key) {
    TrackingTurn turn = TrackingTurn.current();
    for (BroadcastPrefix prefix : prefixes) {
      if (!prefix.begins(key)) {
        continue;
      }
      if (key.length() > MOST_KEY_BYTES) {
        tellAll(prefix);
      } else if (turn == null) {
        broadcast(prefix, List.of(key.toBytes()), null);
      } else {
        turn.add(prefix, key);
      }
    }
  }

  private void tellAll(BroadcastPrefix prefix) {
    for (Tracker tracker : prefix.trackers()) {
      TrackingMode mode = tracker.mode();
      if (mode != null) {
        sendAll(tracker, mode);
      }
    }
  }

  /**
   * Tells of changes to keys with a prefix.
   *
   * @param own who has made them, where that is known
   */
  void broadcast(BroadcastPrefix prefix, Collection<byte[]> changed, @Nullable Tracker own) {
    Invalidation news = Invalidation.of(channels, changed);
    for (Tracker tracker : prefix.trackers()) {
      TrackingMode mode = tracker.mode();
      if (mode != null && !(mode.noLoop() && tracker == own)) {
        send(tracker, mode, news);
      }
    }
  }

  @Override
  public void allInvalidated() {
    if (trackers.isEmpty()) {
      return;
    }
    TrackingTurn turn = TrackingTurn.current();
    if (turn == null) {
      sendAll();
    } else {
      turn.addAll();
    }
  }

  /** Tells all who track that no copy is right any more. */
  void sendAll() {
    for (Tracker tracker : trackers) {
      TrackingMode mode = tracker.mode();
      if (mode != null) {
        sendAll(tracker, mode);
      }
    }
  }

  private void sendAll(Tracker tracker, TrackingMode mode) {
    send(tracker, mode, Invalidation.ofAll(channels, tracker.client().protocol()));
  }

  private void send(Tracker tracker, TrackingMode mode, Invalidation news) {
    TrackedClient client = tracker.client();
    TrackedClient redirect = mode.redirect();
    if (redirect == null) {
      // Who speaks RESP2 can be told nothing on its own connection.
      if (client.protocol() == 3) {
        client.push(news.notice());
      }
    } else if (redirect.isGone()) {
      tracker.setBroken();
      if (client.protocol() == 3) {
        client.push(Invalidation.ofBrokenRedirect(channels, redirect.id()));
      }
    } else if (redirect.protocol() == 3) {
      redirect.push(news.notice());
    } else if (redirect.isListening()) {
      redirect.push(news.message());
    }
  }
}
