// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.EffectLog;
import io.radish.effect.EffectUnit;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What has to be done now and then: freeing what was dropped, removing what expired, shrinking
 * indexes that lost most of their keys, giving memory back ({@link Compaction}).
 *
 * <p>All of it goes in steps of some microseconds under one shard's lock each. Who embeds the store
 * must run {@link #run(long)} every tenth of a second or so on a thread of its own; without that
 * keys still expire exactly, but what was dropped or replaced keeps its memory. One thread at a
 * time; others wait for the end of its round.
 */
public final class Maintenance {
  /**
   * Tables looked at each time whatever is found: about 2,000 records, a tenth of a millisecond.
   */
  private static final int TABLES_AT_LEAST = 16;

  /** Keyspaces looked at each time for indexes that are too large: a tenth of a millisecond. */
  private static final int KEYSPACES_AT_ONCE = 64;

  /** Parts of a round's time: what each stage may use before the next has its turn. */
  private static final int PARTS = 8;

  private static final int PARTS_TO_RECLAIM = 3;
  private static final int PARTS_TO_EXPIRE = 3;
  private static final int PARTS_TO_SHRINK = 1;
  private static final int PARTS_TO_COMPACT = 1;

  /** Beside all others, while there is too much: who writes is held up by what is not done here. */
  private static final int PARTS_TO_EVICT = 4;

  /** One of the things to be done; goes on where it was. */
  @FunctionalInterface
  private interface Stage {
    /** Works until {@code end}, in {@code System.nanoTime()}; whether there may be more to do. */
    boolean work(long end);
  }

  private final Store store;
  private final Compaction compaction;
  private final ExpiryScratch scratch = new ExpiryScratch();

  /** Fair, so that a round that is waited for comes between two others. */
  private final ReentrantLock turn = new ReentrantLock(true);

  /** The keyspace that the expiry pass begins with the next time. */
  private KeyspaceName first = KeyspaceName.DEFAULT;

  /** The keyspace whose indexes are looked at first the next time, and how far it was. */
  private KeyspaceName shrinking = KeyspaceName.DEFAULT;

  private int shrinkingShard;
  private long shrinkingPosition;

  /** Made when there is a limit for the first time. */
  private @Nullable Evictor evictor;

  /** Where expiry is written down. */
  private final OwnUnit unit = new OwnUnit();

  private volatile boolean expiring = true;

  private final AtomicLong expiryNanos = new AtomicLong();

  Maintenance(Store store) {
    this.store = store;
    this.compaction = new Compaction(store);
  }

  /** As {@link #run(long, boolean)}, with the keys whose time has passed. */
  public boolean run(long budgetMicros) {
    return run(budgetMicros, true);
  }

  /**
   * Works for about {@code budgetMicros}, less where there is nothing to do: each stage for its
   * part of the time, then those that have more to do for what the others left of theirs. A stage
   * that fails does not keep the others from working.
   *
   * @param expire false where keys whose time has passed are to stay for now
   * @return whether there may be more to do
   */
  public boolean run(long budgetMicros, boolean expire) {
    long budget = TimeUnit.MICROSECONDS.toNanos(budgetMicros);
    turn.lock();
    try {
      long end = System.nanoTime() + budget;
      Round round = new Round(budget / PARTS, end);
      round.add(PARTS_TO_RECLAIM, this::reclaim);
      if (expire && expiring) {
        round.add(PARTS_TO_EXPIRE, this::expire);
      }
      if (expire && store.limits().isLimited()) {
        round.add(PARTS_TO_EVICT, this::evict);
      }
      round.add(PARTS_TO_SHRINK, this::shrink);
      round.add(PARTS_TO_COMPACT, compaction::run);
      return round.finish();
    } finally {
      closeReleased();
      turn.unlock();
    }
  }

  /** The stages of one round. */
  private static final class Round {
    private final long partNanos;
    private final long end;
    private final List<Stage> unfinished = new ArrayList<>();
    private @Nullable Throwable failure;

    Round(long partNanos, long end) {
      this.partNanos = partNanos;
      this.end = end;
    }

    /** Works at a stage for some parts of the time. */
    void add(int parts, Stage stage) {
      if (work(stage, System.nanoTime() + parts * partNanos)) {
        unfinished.add(stage);
      }
    }

    private boolean work(Stage stage, long until) {
      try {
        return stage.work(until);
      } catch (RuntimeException | Error e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
        return false;
      }
    }

    /** Works at what is not finished in the time that is left; whether there may be more. */
    boolean finish() {
      unfinished.removeIf(stage -> System.nanoTime() - end < 0 && !work(stage, end));
      if (failure instanceof Error e) {
        throw e;
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      return !unfinished.isEmpty();
    }
  }

  /** Compacts memory of which any is free. */
  void compactEagerly() {
    turn.lock();
    try {
      compaction.runEagerly();
    } finally {
      closeReleased();
      turn.unlock();
    }
  }

  /** Closes what the shards gave back to the operating system; no lock is held meanwhile. */
  private void closeReleased() {
    for (int i = 0; i < store.shardCount(); i++) {
      Shard shard = store.shard(i);
      List<Arena> released;
      shard.lock.lock();
      try {
        released = shard.memory.takeReleased();
      } finally {
        shard.lock.unlock();
      }
      released.forEach(Arena::close);
    }
  }

  /**
   * Looks at the indexes of some keyspaces, and makes those smaller that lost most of their keys.
   */
  private boolean shrink(long end) {
    int looked = 0;
    for (Keyspace keyspace : store.table().from(shrinking)) {
      if (!keyspace.name().equals(shrinking)) {
        shrinking = keyspace.name();
        shrinkingShard = 0;
        shrinkingPosition = 0;
      }
      if (looked++ == KEYSPACES_AT_ONCE) {
        return false;
      }
      for (; shrinkingShard < store.shardCount(); shrinkingShard++) {
        Shard shard = store.shard(shrinkingShard);
        while (shrinkSome(keyspace, shard)) {
          if (System.nanoTime() - end >= 0) {
            return true;
          }
        }
      }
    }
    shrinking = KeyspaceName.DEFAULT;
    shrinkingShard = 0;
    return false;
  }

  /** Looks at one table, or two, that may be merged; whether there are more in the shard. */
  private boolean shrinkSome(Keyspace keyspace, Shard shard) {
    long position = shrinkingPosition;
    // What fails is passed by the next time.
    shrinkingPosition = 0;
    shard.lock.lock();
    try {
      Index index = keyspace.isLive() ? keyspace.contents().in(shard) : null;
      IndexRoom room = index == null ? null : new IndexRoom(index);
      if (room != null && (position != 0 || room.isSparse())) {
        shrinkingPosition = room.shrink(position);
      }
      return shrinkingPosition != 0;
    } finally {
      shard.lock.unlock();
    }
  }

  /**
   * Whether {@link #run} removes keys whose time has passed; they are not there for anybody either
   * way.
   */
  public void setExpiring(boolean on) {
    expiring = on;
  }

  /** The time that removing expired keys has taken so far, in nanoseconds. */
  public long expiryNanos() {
    return expiryNanos.get();
  }

  private boolean reclaim(long end) {
    boolean left = false;
    for (int i = 0; i < store.shardCount(); i++) {
      Shard shard = store.shard(i);
      boolean more = true;
      while (more) {
        List<Arena> released;
        shard.lock.lock();
        try {
          shard.unpinWaiting();
          shard.letLeave();
          store.tracking().forgetSome(shard);
          more = shard.reclaimSome();
          released = shard.memory.takeReleased();
        } finally {
          shard.lock.unlock();
        }
        released.forEach(Arena::close);
        if (more && System.nanoTime() - end >= 0) {
          left = true;
          more = false;
        }
      }
    }
    return left;
  }

  /**
   * Lets keys go where there is too much, so that who writes need not; whether there may be more.
   */
  private boolean evict(long end) {
    Evictor known = evictor;
    if (known == null) {
      known = store.limits().newEvictor();
      evictor = known;
    }
    MemoryLimits limits = store.limits();
    boolean more = known.run(limits.whole(), end - System.nanoTime()) == Evictor.Outcome.GOES_ON;
    for (Keyspace each : limits.targets().limited()) {
      if (each.isLive() && each.excess() > 0 && System.nanoTime() - end < 0) {
        more |= known.run(each.scope(), end - System.nanoTime()) == Evictor.Outcome.GOES_ON;
      }
    }
    limits.noteFits(!limits.isExceeded());
    return more;
  }

  private boolean expire(long end) {
    long begun = System.nanoTime();
    try {
      return expireSome(end);
    } finally {
      expiryNanos.addAndGet(System.nanoTime() - begun);
    }
  }

  /**
   * Looks at some tables of each keyspace that has deadlines, and at more of one where a tenth of
   * what it saw had expired: keys that nobody asks for go soon, and keys that live on are left
   * alone.
   */
  private boolean expireSome(long end) {
    long now = store.now();
    KeyspaceName goOn = expire(store.table().from(first), now, end);
    if (goOn == null && !first.isDefault()) {
      goOn = expire(store.table().before(first), now, end);
    }
    first = goOn == null ? KeyspaceName.DEFAULT : goOn;
    store.events().deliver();
    return System.nanoTime() - end >= 0;
  }

  /** Looks at the keyspaces in turn; the name of the one to go on with where time is up. */
  private @Nullable KeyspaceName expire(Iterable<Keyspace> keyspaces, long now, long end) {
    for (Keyspace keyspace : keyspaces) {
      if (keyspace.contents().mayHaveDeadlines()) {
        if (System.nanoTime() - end >= 0) {
          return keyspace.name();
        }
        expire(keyspace, now, end);
      }
    }
    return null;
  }

  private long expireSome(Keyspace keyspace, Shard shard, long position, long now) {
    EffectUnit written = writeDown(shard);
    try {
      return keyspace.expiry().expireSome(shard, position, now, scratch);
    } finally {
      if (written != null) {
        written.commit();
        shard.unit = null;
      }
    }
  }

  private @Nullable EffectUnit writeDown(Shard shard) {
    EffectLog log = store.effectLog();
    if (log == null) {
      return null;
    }
    EffectUnit own = unit.of(log);
    shard.unit = own;
    return own;
  }

  private void expire(Keyspace keyspace, long now, long end) {
    ExpiryPosition at = keyspace.expiry().position();
    int tables = 0;
    long seen = 0;
    long expired = 0;
    int shardsPassed = 0;
    boolean worthMore = true;
    while (worthMore && shardsPassed <= store.shardCount()) {
      Shard shard = store.shard(at.shard);
      boolean passed = false;
      shard.lock.lock();
      try {
        scratch.clear();
        long next = keyspace.isLive() ? expireSome(keyspace, shard, at.position, now) : 0;
        if (!scratch.isUnfinished()) {
          at.position = next;
          passed = next == 0;
        }
      } finally {
        shard.lock.unlock();
      }
      if (passed) {
        at.shard = (at.shard + 1) % store.shardCount();
        shardsPassed++;
      }
      long left = scratch.averageLeftMillis();
      if (left >= 0) {
        keyspace.expiry().sampleTtl(left);
      }
      seen += scratch.seen();
      expired += scratch.removed();
      tables++;
      worthMore = (tables < TABLES_AT_LEAST || expired * 10 >= seen) && System.nanoTime() - end < 0;
    }
  }
}
