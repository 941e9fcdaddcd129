// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.EffectLog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The store at one instant, kept readable while it changes.
 *
 * <p>Opening a cut takes all locks for a moment and copies nothing. From then on whoever is about
 * to change a record that the reader has not come to hands the old one over ({@link LiveEntry});
 * chunks of collections are copied before the first write ({@link
 * io.radish.memory.VersionedMemory}). Extra memory is what changes meanwhile. One cut is open at a
 * time. Read by one thread; to be closed.
 */
public final class Cut implements AutoCloseable {
  /** A keyspace of the cut. */
  public static final class Part {
    private final KeyspaceName name;
    private final long defaultTtlMillis;
    private final KeyspaceLimit limit;
    private final Contents contents;

    Part(Keyspace keyspace) {
      this.name = keyspace.name();
      this.defaultTtlMillis = keyspace.defaultTtlMillis();
      this.limit = keyspace.limit();
      this.contents = keyspace.contents();
    }

    /** Its name at the cut. */
    public KeyspaceName name() {
      return name;
    }

    /** The time-to-live of keys created without one; 0 for none. */
    public long defaultTtlMillis() {
      return defaultTtlMillis;
    }

    /** What it may take. */
    public KeyspaceLimit limit() {
      return limit;
    }

    Contents contents() {
      return contents;
    }
  }

  /** Blocks freed under a shard's lock at once: some tens of microseconds. */
  private static final int FREED_AT_ONCE = 256;

  private final Store store;
  private final int number;
  private final long nowMillis;
  private final long aliveAt;
  private final List<Part> parts;
  private final CutProgress passed;
  private final Map<KeyspaceName, CutReader> readers = new HashMap<>();
  private final long changes;
  private final long position;
  private boolean closed;

  Cut(
      Store store,
      int number,
      long nowMillis,
      long aliveAt,
      List<Part> parts,
      CutProgress passed,
      long changes,
      long position) {
    this.store = store;
    this.number = number;
    this.nowMillis = nowMillis;
    this.aliveAt = aliveAt;
    this.parts = parts;
    this.passed = passed;
    this.changes = changes;
    this.position = position;
  }

  static Cut open(Store store, int number, Predicate<KeyspaceName> wanted, boolean overdue) {
    ShardLocks all = store.newLocks();
    all.addAll();
    all.acquireUninterruptibly();
    try {
      long begun = System.nanoTime();
      long now = store.now();
      List<Part> parts =
          store.keyspaces().stream()
              .filter(keyspace -> wanted.test(keyspace.name()))
              .map(Part::new)
              .toList();
      // Made before any shard is told, so that one that fails leaves nothing behind.
      CutProgress passed = CutProgress.passed(number);
      EffectLog log = store.effectLog();
      long position = log == null ? 0 : log.seal();
      Cut cut =
          new Cut(
              store,
              number,
              now,
              overdue ? Long.MIN_VALUE : now,
              parts,
              passed,
              store.changes(),
              position);
      for (Part part : parts) {
        part.contents().cutNumber = number;
      }
      for (int i = 0; i < store.shardCount(); i++) {
        store.shard(i).openCut = number;
        store.shard(i).passed = passed;
        store.shard(i).versions.openCut();
      }
      store.cutOpened(new CutPause(number, System.nanoTime() - begun));
      return cut;
    } finally {
      all.release();
    }
  }

  /** The instant of the cut, in milliseconds since the epoch. */
  public long nowMillis() {
    return nowMillis;
  }

  /** The instant at which what is over is left out; {@link Long#MIN_VALUE} where nothing is. */
  public long aliveAt() {
    return aliveAt;
  }

  /** The number of the newest unit of effects that is in the picture; 0 without a log. */
  public long position() {
    return position;
  }

  /** The keyspaces, the default store first, then by name. */
  public List<Part> parts() {
    return parts;
  }

  /** Notes that the whole store as of this cut is safe elsewhere. */
  public void markSaved() {
    store.saved(changes);
  }

  /** Opens the records of one keyspace, which can be read once. */
  public CutReader reader(Part part) {
    CutReader reader = new CutReader(store, number, passed, aliveAt, part.contents());
    if (readers.put(part.name(), reader) != null) {
      throw new IllegalStateException(part.name() + " was read already");
    }
    return reader;
  }

  /** Lets go of all that was kept, what nobody read included. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      for (Part part : parts) {
        CutReader reader = readers.get(part.name());
        (reader == null ? reader(part) : reader).discard();
      }
    } finally {
      for (int i = 0; i < store.shardCount(); i++) {
        close(store.shard(i));
      }
      store.cutClosed();
    }
  }

  private static void close(Shard shard) {
    boolean more = true;
    while (more) {
      shard.lock.lock();
      try {
        shard.openCut = 0;
        shard.passed = CutProgress.NONE;
        shard.versions.closeCut();
        more = shard.versions.freeKept(FREED_AT_ONCE);
      } finally {
        shard.lock.unlock();
      }
    }
  }
}
