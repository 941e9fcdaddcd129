// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How much memory a store may take and what goes where it is more: Redis' {@code maxmemory} and the
 * quotas of keyspaces.
 *
 * <p>What counts is what keyspaces hold (records, the blocks behind them, tables of indexes), a
 * little for each shard, and what whoever runs the store says that it takes besides ({@link
 * #setOutsideBytes}). What a snapshot keeps, and what was deleted and waits to be freed, does not:
 * letting keys go would not make it less. Sums are read without locks, from figures that each shard
 * keeps.
 *
 * <p>Settings may be changed by any thread, which holds no lock; they are seen by each at the
 * latest with its next lock.
 */
public final class MemoryLimits {
  /** How long the list of keyspaces to look at is used: it takes a look at all of them. */
  private static final long TARGETS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** As long as that only, where there was nothing to evict. */
  private static final long NO_TARGETS_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** Redis' time for a tenacity of 10, and how it grows beyond. */
  private static final long TENACITY_NANOS = 50_000;

  private static final int USUAL_TENACITY = 10;
  private static final int ENDLESS_TENACITY = 100;
  private static final double TENACITY_GROWTH = 1.15;

  /** Where keys go, they go for a 256th of the limit more, so that not each command has to see. */
  private static final int AHEAD_SHIFT = 8;

  private static final long MOST_AHEAD = 256 << 10;

  /** What a shard takes before it holds anything: the lists of its allocator, on the heap. */
  private static final long SHARD_BYTES = 4 << 10;

  private final Store store;
  private final EvictionScope whole;

  private volatile long maxBytes;
  private volatile EvictionPolicy policy = EvictionPolicy.NOEVICTION;
  private volatile int samples = 5;
  private volatile int tenacity = USUAL_TENACITY;
  private volatile int logFactor = 10;
  private volatile int decayMinutes = 1;
  private volatile long outsideBytes;
  private volatile boolean limited;
  private volatile Runnable onChange = () -> {};

  private volatile @Nullable EvictionTargets targets;
  private volatile long targetsNanos;

  private final AtomicLong evicted = new AtomicLong();
  private final AtomicLong exceededNanos = new AtomicLong();

  /** Since when there is too much, in {@code System.nanoTime()}; 0 where there is not. */
  private final AtomicLong exceededSince = new AtomicLong();

  MemoryLimits(Store store) {
    this.store = store;
    this.whole = new EvictionScope.WholeStore(store);
  }

  // ---- settings ----

  /** The most bytes; 0 for no limit. */
  public long maxBytes() {
    return maxBytes;
  }

  public void setMaxBytes(long bytes) {
    maxBytes = bytes;
    changed();
  }

  /** Which keys go, of keyspaces that have no policy of their own. */
  public EvictionPolicy policy() {
    return policy;
  }

  public void setPolicy(EvictionPolicy chosen) {
    policy = chosen;
    changed();
  }

  /** How many keys are looked at, at least, before one goes. */
  public int samples() {
    return samples;
  }

  public void setSamples(int count) {
    samples = count;
  }

  /** How long a command may be held up by letting keys go: 0 to 100, as in Redis. */
  public void setTenacity(int value) {
    tenacity = value;
  }

  /** How many uses make the counter of a frequency one higher; see {@code Frequency}. */
  public int logFactor() {
    return logFactor;
  }

  public void setLogFactor(int factor) {
    logFactor = factor;
  }

  /** How long without a use makes the counter of a frequency one lower; 0 for never. */
  public int decayMinutes() {
    return decayMinutes;
  }

  public void setDecayMinutes(int minutes) {
    decayMinutes = minutes;
  }

  /** Says what is taken beside the store, as by the buffers of clients; a moment ago. */
  public void setOutsideBytes(long bytes) {
    outsideBytes = bytes;
  }

  /** Has {@code listener} told whenever {@link #isLimited} may have changed. */
  public void onChange(Runnable listener) {
    onChange = listener;
    listener.run();
  }

  /** Whether there is any limit, of the store or of a keyspace. */
  public boolean isLimited() {
    return limited;
  }

  /** Takes note that the store's settings, or a keyspace's, have changed. */
  void changed() {
    EvictionTargets fresh = new EvictionTargets(store.keyspaces());
    targets = fresh;
    limited = maxBytes > 0 || !fresh.limited().isEmpty();
    if (!limited) {
      noteFits(true);
    }
    boolean _ =
        store.underAllLocks(
            () -> {
              for (Shard shard : store.shards()) {
                shard.candidates = null;
              }
              store.keyspaces().forEach(Keyspace::readPolicy);
              return true;
            });
    onChange.run();
  }

  // ---- what is taken ----

  /** The bytes that are held against the limit. */
  public long usedBytes() {
    long used = startupBytes() + outsideBytes;
    for (Shard shard : store.shards()) {
      used += shard.memory.liveBytes();
    }
    return used;
  }

  /** What of them an empty store takes. */
  public long startupBytes() {
    return store.shardCount() * SHARD_BYTES;
  }

  /** What of them {@link #setOutsideBytes} said. */
  public long outsideBytes() {
    return outsideBytes;
  }

  /** The bytes that are not, because letting keys go would not make them less. */
  public long notCountedBytes() {
    long bytes = 0;
    for (Shard shard : store.shards()) {
      bytes += shard.memory.owed().bytes();
    }
    return bytes;
  }

  /**
   * The bytes that what takes the place of a keyspace may take: no more than its quota, and, of the
   * store's limit, what others leave, or all where they may be evicted.
   *
   * @param replaced the keyspace; null where it is not there yet
   */
  public long roomFor(@Nullable Keyspace replaced) {
    long quota = replaced == null ? 0 : replaced.limit().maxBytes();
    long room = quota == 0 ? Long.MAX_VALUE : quota;
    long most = maxBytes;
    if (most > 0) {
      long fixed = startupBytes() + outsideBytes;
      long others = usedBytes() - fixed - (replaced == null ? 0 : replaced.usedBytes());
      room = Math.min(room, most - fixed - (policy.evicts() ? 0 : others));
    }
    return Math.max(0, room);
  }

  /** Whether more is taken than the limit allows. */
  public boolean isExceeded() {
    long most = maxBytes;
    return most > 0 && usedBytes() > most;
  }

  /** The bytes that are to go; 0 where it fits. */
  long excess() {
    return excess(usedBytes(), maxBytes);
  }

  static long excess(long used, long most) {
    return most == 0 || used <= most ? 0 : used - most + ahead(most);
  }

  private static long ahead(long most) {
    return Math.min(most >>> AHEAD_SHIFT, MOST_AHEAD);
  }

  // ---- eviction ----

  EvictionScope whole() {
    return whole;
  }

  /** The keyspaces that keys may be evicted from, as of a moment ago. */
  EvictionTargets targets() {
    EvictionTargets known = targets;
    long now = System.nanoTime();
    if (known == null
        || now - targetsNanos > (known.isEmpty() ? NO_TARGETS_NANOS : TARGETS_NANOS)) {
      targetsNanos = now;
      known = new EvictionTargets(store.keyspaces());
      targets = known;
    }
    return known;
  }

  /** Whether what may go is there and was not found, because it is rare. */
  boolean mayBeRare(EvictionScope scope) {
    return switch (scope) {
      case EvictionScope.WholeStore ignored -> {
        targets = null;
        yield !targets().isEmpty();
      }
      case EvictionScope.One one ->
          one.keyspace().policy().isVolatile() && one.keyspace().withDeadline() > 0;
    };
  }

  /** How long a command may be held up. */
  long tenacityNanos() {
    int value = tenacity;
    if (value <= USUAL_TENACITY) {
      return TENACITY_NANOS * value;
    }
    return value >= ENDLESS_TENACITY
        ? Long.MAX_VALUE
        : (long)
            (TENACITY_NANOS * USUAL_TENACITY * Math.pow(TENACITY_GROWTH, value - USUAL_TENACITY));
  }

  /** Makes what lets commands in, for one thread. */
  public Admission newAdmission() {
    return new Admission(store, newEvictor());
  }

  Evictor newEvictor() {
    return new Evictor(store, new SplittableRandom(store.nextSeed()));
  }

  // ---- what happened ----

  void countEvicted() {
    evicted.incrementAndGet();
  }

  /** The keys that went because memory was short. */
  public long evictedKeys() {
    return evicted.get();
  }

  /** Takes note of whether the limit holds now. */
  void noteFits(boolean fits) {
    long since = exceededSince.get();
    if (fits && since != 0 && exceededSince.compareAndSet(since, 0)) {
      exceededNanos.addAndGet(System.nanoTime() - since);
    } else if (!fits && since == 0) {
      boolean _ = exceededSince.compareAndSet(0, System.nanoTime() | 1);
    }
  }

  /** How long there has been too much now, in nanoseconds; 0 where there is not. */
  public long currentlyExceededNanos() {
    long since = exceededSince.get();
    return since == 0 ? 0 : System.nanoTime() - since;
  }

  /** How long there was too much so far, in nanoseconds. */
  public long totalExceededNanos() {
    return exceededNanos.get() + currentlyExceededNanos();
  }

  /** Begins to count anew. */
  public void resetCounts() {
    evicted.set(0);
    exceededNanos.set(0);
    exceededSince.updateAndGet(since -> since == 0 ? 0 : System.nanoTime() | 1);
  }
}
