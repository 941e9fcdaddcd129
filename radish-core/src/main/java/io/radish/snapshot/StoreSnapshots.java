// SPDX-License-Identifier: Apache-2.0
package io.radish.snapshot;

import io.radish.store.Cut;
import io.radish.store.CutBatch;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceLimit;
import io.radish.store.KeyspaceName;
import io.radish.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Pictures of a {@link Store}, and the way back into it. */
public final class StoreSnapshots implements Snapshots {
  private final Store store;

  /** Whether what is loaded is what is there already. */
  private final boolean same;

  private StoreSnapshots(Store store, boolean same) {
    this.store = store;
    this.same = same;
  }

  /** Makes the way to {@code store}'s snapshots. */
  public StoreSnapshots(Store store) {
    this(store, false);
  }

  /**
   * The same where loads only bring back what a snapshot has just given: nothing of them is written
   * down.
   */
  public static StoreSnapshots thereAndBack(Store store) {
    return new StoreSnapshots(store, true);
  }

  @Override
  public Snapshot snapshot(Predicate<KeyspaceName> wanted) throws InterruptedException {
    return new OpenSnapshot(store.cut(wanted));
  }

  @Override
  public Snapshot snapshotWithOverdue() throws InterruptedException {
    return new OpenSnapshot(store.cutWithOverdue());
  }

  @Override
  public KeyspaceLoad load(KeyspaceName name, long defaultTtlSeconds) {
    return new FreshKeyspace(store, name, defaultTtlSeconds, store::now, same);
  }

  @Override
  public KeyspaceLoad load(KeyspaceName name, long defaultTtlSeconds, long nowMillis) {
    return new FreshKeyspace(store, name, defaultTtlSeconds, () -> nowMillis, same);
  }

  @Override
  public EntrySink merge(KeyspaceName name, long defaultTtlSeconds) {
    String storeName = name.store();
    if (storeName != null) {
      store.createStore(name.cache(), storeName, defaultTtlSeconds);
    }
    // Made at once, so that merging a backup without entries makes it, too.
    Keyspace _ = store.findOrCreate(name);
    return new StoreSink(store, () -> store.findOrCreate(name), true, store::now);
  }

  @Override
  public void markSaved() {
    store.markSaved();
  }

  @Override
  public boolean isLimited() {
    return store.limits().isLimited();
  }

  @Override
  public long roomFor(KeyspaceName name) {
    return store.limits().roomFor(store.find(name));
  }

  @Override
  public boolean exists(KeyspaceName name) {
    return store.find(name) != null;
  }

  @Override
  public long defaultTtlSeconds(KeyspaceName name) {
    Keyspace found = store.find(name);
    return found == null ? 0 : found.defaultTtlMillis() / 1000;
  }

  /** A cut, whose keyspaces are read one at a time through the same buffers. */
  private static final class OpenSnapshot implements Snapshot {
    private final Cut cut;
    private final CutBatch batch = new CutBatch();
    private @Nullable EntryCursor cursor;

    OpenSnapshot(Cut cut) {
      this.cut = cut;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(cut.nowMillis());
    }

    @Override
    public List<KeyspaceSnapshot> keyspaces() {
      return cut.parts().stream()
          .<KeyspaceSnapshot>map(part -> new OpenKeyspace(this, part))
          .toList();
    }

    @Override
    public long position() {
      return cut.position();
    }

    EntryCursor read(Cut.Part part) {
      if (cursor != null) {
        cursor.close();
      }
      EntryCursor opened = new CutCursor(cut.reader(part), batch, cut.aliveAt());
      cursor = opened;
      return opened;
    }

    @Override
    public void markSaved() {
      cut.markSaved();
    }

    @Override
    public void close() {
      cut.close();
    }
  }

  private record OpenKeyspace(OpenSnapshot snapshot, Cut.Part part) implements KeyspaceSnapshot {
    @Override
    public KeyspaceName name() {
      return part.name();
    }

    @Override
    public long defaultTtlSeconds() {
      return part.defaultTtlMillis() / 1000;
    }

    @Override
    public KeyspaceLimit limit() {
      return part.limit();
    }

    @Override
    public EntryCursor entries() {
      return snapshot.read(part);
    }
  }
}
