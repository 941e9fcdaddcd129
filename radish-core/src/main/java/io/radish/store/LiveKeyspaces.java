// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import java.util.Objects;

/** The keyspaces that everybody sees, for effects that are made again on the whole store. */
public final class LiveKeyspaces implements EffectApplier.Keyspaces {
  /** Brings a keyspace back from where an effect says that its content came from. */
  @FunctionalInterface
  public interface Source {
    /** Makes {@code keyspace} what {@code source} holds; see {@link io.radish.effect.Effects}. */
    void restore(KeyspaceName keyspace, long ttlMillis, String source);
  }

  private final Store store;
  private final Source source;

  public LiveKeyspaces(Store store, Source source) {
    this.store = store;
    this.source = source;
  }

  @Override
  public Keyspace findOrCreate(String name) {
    return store.findOrCreate(KeyspaceName.parse(name));
  }

  @Override
  public void create(String name, long ttlMillis) {
    KeyspaceName keyspace = KeyspaceName.parse(name);
    if (keyspace.isStore()) {
      store.createStore(
          keyspace.cache(), Objects.requireNonNull(keyspace.store()), ttlMillis / 1000);
    } else if (!keyspace.isDefault()) {
      store.createCache(keyspace.cache());
    }
  }

  @Override
  public void delete(String name) {
    KeyspaceName keyspace = KeyspaceName.parse(name);
    if (keyspace.isStore()) {
      store.deleteStore(keyspace.cache(), Objects.requireNonNull(keyspace.store()));
    } else {
      store.deleteCache(keyspace.cache());
    }
  }

  @Override
  public void limit(String name, KeyspaceLimit limit) {
    boolean _ = store.setLimit(findOrCreate(name).name(), limit);
  }

  @Override
  public void clear(String name) {
    store.clear(findOrCreate(name));
  }

  @Override
  public void swap(String first, String second) {
    store.swap(KeyspaceName.parse(first), KeyspaceName.parse(second));
  }

  @Override
  public void replace(String name, long ttlMillis, String from) {
    source.restore(KeyspaceName.parse(name), ttlMillis, from);
  }
}
