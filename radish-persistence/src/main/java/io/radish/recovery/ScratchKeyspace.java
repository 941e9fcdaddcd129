// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.effect.Effects;
import io.radish.recovery.Manifest.KeyspaceFile;
import io.radish.snapshot.KeyspaceLoad;
import io.radish.snapshot.StoreSnapshots;
import io.radish.store.EffectApplier;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.LiveKeyspaces;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;

/**
 * A store of its own with one keyspace in it, in which what a keyspace once held is made again.
 *
 * <p>Its clock stands at the instant that is wanted: nothing expires while effects are made again,
 * and what had expired by then is not in the snapshot. Used by one thread.
 */
final class ScratchKeyspace implements AutoCloseable {
  /** What the keyspace is called here, whatever it is called elsewhere. */
  static final String NAME = KeyspaceName.DEFAULT_LABEL;

  /** As many as the smallest server has, so that whatever fits there fits here. */
  private static final int SHARDS = 16;

  /** Effects between two rounds of the maintenance. */
  private static final int EFFECTS_AT_ONCE = 8192;

  /** Frees more than so many effects can drop, and moves some of it together. */
  private static final long ROUND_MICROS = 2000;

  private final Clock clock;
  private final KeptRestores restores;
  private Store store;
  private EffectApplier effects;
  private int applied;

  ScratchKeyspace(Instant asOf, KeptRestores restores) {
    clock = Clock.fixed(asOf, ZoneOffset.UTC);
    this.restores = restores;
    store = newStore();
    effects = applier();
  }

  private Store newStore() {
    return Store.builder().shards(SHARDS).clock(clock).build();
  }

  private EffectApplier applier() {
    LiveKeyspaces.Source none =
        (name, ttl, source) -> {
          throw new IllegalStateException("restores are not made again this way");
        };
    return new EffectApplier(store, new LiveKeyspaces(store, none));
  }

  /** Takes the effects on keys of {@link #NAME}. */
  Effects effects() {
    if (++applied >= EFFECTS_AT_ONCE) {
      applied = 0;
      boolean _ = store.maintenance().run(ROUND_MICROS, false);
    }
    return effects;
  }

  /** Empties it; the memory is free at once. */
  void clear() {
    if (entries() > 0) {
      store.close();
      store = newStore();
      effects = applier();
    }
  }

  private long entries() {
    Keyspace keyspace = Objects.requireNonNull(store.find(KeyspaceName.DEFAULT));
    return keyspace.size();
  }

  /** Makes it what a file of a checkpoint holds. */
  void load(CheckpointLoader loader, Manifest manifest, KeyspaceFile file, Path folder)
      throws IOException {
    clear();
    StoreSnapshots snapshots = new StoreSnapshots(store);
    try (KeyspaceLoad load = snapshots.load(KeyspaceName.DEFAULT, 0, Long.MIN_VALUE)) {
      loader.read(manifest, file, folder, load);
      load.commit();
    }
  }

  /** Makes it what a kept file holds. */
  void restore(String source) throws IOException {
    clear();
    restores.restore(new StoreSnapshots(store), KeyspaceName.DEFAULT, 0, source);
  }

  /** The way to what it holds. */
  StoreSnapshots snapshots() {
    return new StoreSnapshots(store);
  }

  @Override
  public void close() {
    store.close();
  }
}
