// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.EffectLog;
import io.radish.effect.EffectUnit;
import io.radish.event.EventBus;
import io.radish.event.KeyEvents;
import io.radish.event.StoreListener;
import io.radish.memory.SeededHash;
import io.radish.value.ValueSettings;
import java.lang.foreign.Arena;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The engine: keyspaces by name, over shards that they share.
 *
 * <p>There is always a default store. Named caches are created explicitly or by the first write to
 * them; expiring stores live inside a cache and go with it. Names are never reused for another
 * object silently: a {@link Keyspace} that was deleted, emptied by a restore or replaced says so
 * ({@link Keyspace#isLive()}), and whoever remembers it looks its name up again.
 *
 * <p>{@link Cache} is the convenient way in for programs; commands use {@link ShardLocks} and
 * {@link Keyspace} themselves. All methods here may be called by any thread, holding no lock of a
 * shard unless they say so.
 */
public final class Store implements AutoCloseable {
  /** The longest default time-to-live: a hundred thousand years, which no time overflows with. */
  public static final long MAX_TTL_SECONDS = 100_000L * 365 * 24 * 3600;

  private final Shard[] shards;
  private final SeededHash hashing;
  private final ValueSettings settings;
  private final Clock clock;
  private final EventBus events;
  private final KeyEvents keyEvents = new KeyEvents();
  private final Keyspaces keyspaces;
  private final Semaphore cutPermit = new Semaphore(1, true);
  private final AtomicInteger cutNumber = new AtomicInteger();
  private final AtomicLong expired = new AtomicLong();
  private final AtomicLong expiredFields = new AtomicLong();
  private final MemoryLimits limits;
  private final Maintenance maintenance;

  /** Seeds of those who choose by chance. */
  private final SplittableRandom seeds;

  private final Waiters waiters = new Waiters(this);
  private final Watches watches = new Watches(this);
  private final KeyTracking tracking = new KeyTracking(this);
  private volatile boolean closed;

  /** Where changes are written down; exchanged under all locks. */
  private volatile @Nullable EffectLog effectLog;

  /** How many changes there were up to the cut that was saved last. */
  private volatile long savedChanges;

  private volatile @Nullable CutPause lastCutPause;

  Store(StoreBuilder builder) {
    this.clock = builder.clock;
    this.hashing = new SeededHash(builder.seed);
    this.settings = new ValueSettings(hashing);
    this.events = new EventBus(builder.onListenerFailure);
    this.shards = new Shard[builder.shards];
    for (int i = 0; i < shards.length; i++) {
      shards[i] = new Shard(i, settings);
    }
    this.limits = new MemoryLimits(this);
    this.seeds = new SplittableRandom(builder.seed);
    this.maintenance = new Maintenance(this);
    this.keyspaces = new Keyspaces(this);
  }

  /** What values have in common, to be changed by whoever configures the store. */
  public ValueSettings valueSettings() {
    return settings;
  }

  /** A store with the usual settings. */
  public static Store create() {
    return builder().build();
  }

  public static StoreBuilder builder() {
    return new StoreBuilder();
  }

  // ---- keyspaces ----

  /** The keyspace of that name; null where there is none. */
  public @Nullable Keyspace find(KeyspaceName name) {
    return keyspaces.find(name);
  }

  /**
   * The keyspace of that name, made where it is the default store or a cache that is not there yet.
   * May be called under locks of shards.
   *
   * @throws IllegalArgumentException where it is an expiring store that is not there
   */
  public Keyspace findOrCreate(KeyspaceName name) {
    return keyspaces.findOrCreate(name);
  }

  /** Makes a named cache; false where it is there already. */
  public boolean createCache(String cache) {
    return keyspaces.create(KeyspaceName.ofCache(cache), 0);
  }

  /**
   * Makes an expiring store, and its cache if need be; false where it is there already.
   *
   * @param defaultTtlSeconds the time-to-live of keys written without one, at most {@link
   *     #MAX_TTL_SECONDS}; 0 for none
   */
  public boolean createStore(String cache, String store, long defaultTtlSeconds) {
    return keyspaces.create(KeyspaceName.ofStore(cache, store), millis(defaultTtlSeconds));
  }

  private static long millis(long ttlSeconds) {
    if (ttlSeconds < 0 || ttlSeconds > MAX_TTL_SECONDS) {
      throw new IllegalArgumentException(
          "a default time-to-live is 0 to " + MAX_TTL_SECONDS + " seconds, not " + ttlSeconds);
    }
    return ttlSeconds * 1000;
  }

  /** Deletes a cache with its stores, whatever its size, at once; false where there is none. */
  public boolean deleteCache(String cache) {
    return keyspaces.delete(KeyspaceName.ofCache(cache));
  }

  /** Deletes an expiring store; false where there is none. */
  public boolean deleteStore(String cache, String store) {
    return keyspaces.delete(KeyspaceName.ofStore(cache, store));
  }

  /** Empties a keyspace, whatever its size, at once. */
  public void clear(Keyspace keyspace) {
    keyspaces.clear(keyspace);
  }

  /** Empties every keyspace; definitions of caches and stores stay. */
  public void clearAll() {
    keyspaces.clearAll();
  }

  /** A keyspace that nobody sees, to be filled and then {@link #replace}d with. */
  public Keyspace detached(KeyspaceName name, long defaultTtlSeconds) {
    return keyspaces.detached(name, millis(defaultTtlSeconds));
  }

  /**
   * Puts a keyspace from {@link #detached} in the place of the live one with its name.
   *
   * @param source what is written down of where its content comes from; null only where nothing is
   *     written down
   * @throws IllegalStateException where changes are written down and {@code source} is null: what
   *     comes after it would not fit what a start brings back. Nothing has changed then
   */
  public void replace(Keyspace fresh, @Nullable String source) {
    keyspaces.replace(fresh, source);
  }

  /**
   * Puts a keyspace from {@link #detached}, with the same content, in the place of the live one
   * with its name. Of that, only what had expired and is gone now is written down.
   */
  public void renew(Keyspace fresh) {
    keyspaces.renew(fresh);
  }

  /** Gives up a keyspace from {@link #detached} that was not put in place. */
  public void discard(Keyspace fresh) {
    keyspaces.discard(fresh);
  }

  /**
   * Exchanges what two keyspaces hold, whatever the sizes, at once; names and default times-to-live
   * stay. A cache that is not there is made. An open cut goes on with what was there.
   *
   * @throws IllegalArgumentException where one is an expiring store that is not there
   */
  public void swap(KeyspaceName first, KeyspaceName second) {
    keyspaces.swap(first, second);
  }

  /** All keyspaces: the default store first, then by name. */
  public Collection<Keyspace> keyspaces() {
    return keyspaces.all();
  }

  /** The expiring stores of a cache, by name. */
  public List<Keyspace> storesOf(String cache) {
    return keyspaces.storesOf(cache);
  }

  /** The keyspaces, for those who walk them piece by piece. */
  Keyspaces table() {
    return keyspaces;
  }

  /** The convenient way into a named cache, which is made by the first write to it. */
  public Cache cache(String cache) {
    return new Cache(this, KeyspaceName.ofCache(cache));
  }

  /** The convenient way into an expiring store. */
  public Cache store(String cache, String store) {
    return new Cache(this, KeyspaceName.ofStore(cache, store));
  }

  /** The convenient way into the default store. */
  public Cache defaultStore() {
    return new Cache(this, KeyspaceName.DEFAULT);
  }

  // ---- the cut ----

  /**
   * Opens a cut of the keyspaces that {@code wanted} accepts; waits while another is open.
   *
   * @throws InterruptedException where the thread is interrupted while it waits
   */
  public Cut cut(Predicate<KeyspaceName> wanted) throws InterruptedException {
    return cut(wanted, false);
  }

  /**
   * Opens a cut of all keyspaces as they lie there, with what is overdue and was not removed yet: a
   * command that looked at its clock before the cut, or after that was set back, may still find it.
   *
   * @throws InterruptedException where the thread is interrupted while it waits
   */
  public Cut cutWithOverdue() throws InterruptedException {
    return cut(name -> true, true);
  }

  private Cut cut(Predicate<KeyspaceName> wanted, boolean overdue) throws InterruptedException {
    cutPermit.acquire();
    try {
      return Cut.open(this, cutNumber.incrementAndGet(), wanted, overdue);
    } catch (RuntimeException | Error e) {
      cutPermit.release();
      throw e;
    }
  }

  void cutClosed() {
    cutPermit.release();
  }

  // ---- locks and keys ----

  /** A key to look for, pointing nowhere yet. */
  public Key newKey() {
    return new Key(hashing);
  }

  /** A set of locks for one thread to use again and again. */
  public ShardLocks newLocks() {
    return new ShardLocks(this);
  }

  Waiters waiters() {
    return waiters;
  }

  /** A reader ahead for one thread to use again and again. */
  public LookAhead newLookAhead() {
    return new LookAhead(this, hashing);
  }

  Contents newContents() {
    return new Contents(shards.length, hashing);
  }

  int shardCount() {
    return shards.length;
  }

  Shard[] shards() {
    return shards;
  }

  Shard shard(int number) {
    return shards[number];
  }

  /** The one function from a key to its shard. */
  Shard shardOf(Key key) {
    return shardOf(key.hash());
  }

  Shard shardOf(long hash) {
    return shards[(int) hash & (shards.length - 1)];
  }

  // ---- what is written down ----

  /** Has all changes from now on written down, or none any more where {@code log} is null. */
  public void setEffectLog(@Nullable EffectLog log) {
    underAllLocks(
        () -> {
          effectLog = log;
          for (Shard shard : shards) {
            shard.unit = null;
          }
          return true;
        });
  }

  @Nullable EffectLog effectLog() {
    return effectLog;
  }

  /** Where what is done under all locks, which are held, is written down; null where it is not. */
  @Nullable EffectUnit unitOfAll() {
    return shards[0].unit;
  }

  /**
   * Does something under the locks of all shards; where the thread holds them already, as part of
   * what it took them for.
   */
  boolean underAllLocks(BooleanSupplier work) {
    if (holdsAllLocks()) {
      return work.getAsBoolean();
    }
    ShardLocks all = newLocks();
    all.addAll();
    Patience.lock(all);
    try {
      return work.getAsBoolean();
    } finally {
      all.release();
    }
  }

  /** The same, unless one of the locks is not to be had at once; whether it was done. */
  boolean underAllLocksAtOnce(Runnable work) {
    ShardLocks all = newLocks();
    all.addAll();
    if (!all.acquire(0)) {
      all.clear();
      return false;
    }
    try {
      work.run();
    } finally {
      all.release();
    }
    return true;
  }

  /** Whether this thread holds the locks of all shards. */
  boolean holdsAllLocks() {
    for (Shard shard : shards) {
      if (!shard.lock.isHeldByCurrentThread()) {
        return false;
      }
    }
    return true;
  }

  // ---- those who watch ----

  /**
   * Lets a watch begin.
   *
   * @param now the time that the key's deadline is held against; the lock of its shard is held
   */
  public void watch(KeyWatch watch, long now) {
    watches.add(watch, now);
  }

  /** Ends a watch, begun or not; by any thread, under whatever locks. */
  public void unwatch(KeyWatch watch) {
    watches.remove(watch);
  }

  /**
   * Whether the time of a key has passed since the watch of it began, and nobody has come across
   * it, so that nothing was told; the lock of its shard is held.
   */
  public boolean hasExpired(KeyWatch watch, long now) {
    return watches.hasExpired(watch, now);
  }

  /** The number of watches. */
  public int watching() {
    return watches.count();
  }

  /** Who has copies of what keys hold. */
  public KeyTracking tracking() {
    return tracking;
  }

  Watches watches() {
    return watches;
  }

  // ---- those who wait ----

  /**
   * Lets {@code waiter} wait for its keys. The locks of their shards are held, and none of them is
   * of the type it waits for.
   */
  public void await(Waiter waiter) {
    waiters.add(waiter);
  }

  /** Lets a waiter go whose waiting its owner has ended; under whatever locks. */
  public void leave(Waiter waiter) {
    waiters.remove(waiter);
  }

  /** The number of those who wait for keys. */
  public int waiting() {
    return waiters.count();
  }

  // ---- limits ----

  /** How much memory the store may take. */
  public MemoryLimits limits() {
    return limits;
  }

  /** Says what a keyspace may take; false where there is none of that name. */
  public boolean setLimit(KeyspaceName name, KeyspaceLimit limit) {
    return keyspaces.setLimit(name, limit);
  }

  /** A seed for somebody who chooses by chance. */
  synchronized long nextSeed() {
    return seeds.nextLong();
  }

  // ---- the rest ----

  /** The time that deadlines are held against, in milliseconds since the epoch. */
  public long now() {
    return clock.millis();
  }

  /** The time as precisely as the clock gives it. */
  public Instant instant() {
    return clock.instant();
  }

  EventBus events() {
    return events;
  }

  /** What happens to keys, by Redis' names. */
  public KeyEvents keyEvents() {
    return keyEvents;
  }

  /**
   * Tells {@code listener} what changes in the keyspaces whose name {@code keyspaces} accepts,
   * until the result is closed.
   */
  public AutoCloseable listen(Predicate<String> keyspaces, StoreListener listener) {
    return events.subscribe(keyspaces, listener);
  }

  /** What keeps the store tidy when it is called now and then. */
  public Maintenance maintenance() {
    return maintenance;
  }

  /** Walks keys without holding up the rest. */
  public Scanner scanner() {
    return new Scanner(this);
  }

  void countExpired() {
    expired.incrementAndGet();
  }

  void countExpiredFields(long fields) {
    expiredFields.addAndGet(fields);
  }

  /** What the store takes and has done. */
  public StoreStats stats() {
    long used = 0;
    long reserved = 0;
    long changes = 0;
    for (Shard shard : shards) {
      Patience.lock(shard.lock);
      try {
        used += shard.memory.usedBytes();
        reserved += shard.memory.reservedBytes();
        changes += shard.changes;
      } finally {
        shard.lock.unlock();
      }
    }
    long unsaved = Math.max(0, changes - savedChanges);
    return new StoreStats(
        used,
        reserved,
        expired.get(),
        expiredFields.get(),
        keyspaces.count(),
        shards.length,
        unsaved);
  }

  /** The changes so far; all locks are held. */
  long changes() {
    long sum = 0;
    for (Shard shard : shards) {
      sum += shard.changes;
    }
    return sum;
  }

  /** Notes that what the first {@code changes} changes led to is safe elsewhere. */
  void saved(long changes) {
    savedChanges = changes;
  }

  /** Notes that all there is now is safe elsewhere, as after a recovery. */
  public void markSaved() {
    underAllLocks(
        () -> {
          saved(changes());
          return true;
        });
  }

  /** How long the newest cut held all locks; null before the first. */
  public @Nullable CutPause lastCutPause() {
    return lastCutPause;
  }

  void cutOpened(CutPause pause) {
    lastCutPause = pause;
  }

  /** Frees all memory. Whoever still uses the store afterwards finds it empty or fails. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    cutPermit.acquireUninterruptibly();
    underAllLocks(
        () -> {
          keyspaces.forget();
          for (Shard shard : shards) {
            shard.releaseAll().forEach(Arena::close);
          }
          return true;
        });
    cutPermit.release();
  }
}
