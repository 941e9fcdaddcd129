// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.EffectLog;
import io.radish.effect.EffectUnit;
import io.radish.event.StoreEvent;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The keyspaces of a store by name, and what is done to whole ones: under all locks, at once
 * whatever their size, and with what they held handed over to be reclaimed in steps.
 */
final class Keyspaces {
  private final Store store;
  private final ConcurrentSkipListMap<KeyspaceName, Keyspace> byName =
      new ConcurrentSkipListMap<>();

  /** Those of {@code store}, which has its shards already: the default store. */
  Keyspaces(Store store) {
    this.store = store;
    attachIfAbsent(KeyspaceName.DEFAULT, 0);
  }

  /** The keyspace of that name; null where there is none. */
  @Nullable Keyspace find(KeyspaceName name) {
    return byName.get(name);
  }

  /**
   * The keyspace of that name, made where it is the default store or a cache that is not there yet.
   * May be called under locks of shards.
   *
   * @throws IllegalArgumentException where it is an expiring store that is not there
   */
  Keyspace findOrCreate(KeyspaceName name) {
    Keyspace found = byName.get(name);
    if (found != null) {
      return found;
    }
    if (name.isStore()) {
      throw new IllegalArgumentException("no such store '" + name + "'; make it with CREATESTORE");
    }
    attachIfAbsent(name, 0);
    return findOrCreate(name);
  }

  /**
   * Makes a cache, or an expiring store and its cache if need be; false where it is there already.
   */
  boolean create(KeyspaceName name, long defaultTtlMillis) {
    return store.underAllLocks(
        () -> {
          if (name.isStore()) {
            Keyspace _ = findOrCreate(KeyspaceName.ofCache(name.cache()));
          }
          return attachIfAbsent(name, defaultTtlMillis) != null;
        });
  }

  /** Makes a keyspace; null where there is one of that name already. */
  private @Nullable Keyspace attachIfAbsent(KeyspaceName name, long defaultTtlMillis) {
    Keyspace fresh = new Keyspace(store, name, defaultTtlMillis);
    fresh.setLive(true);
    if (byName.putIfAbsent(name, fresh) != null) {
      fresh.setLive(false);
      return null;
    }
    EffectLog log = store.effectLog();
    EffectUnit whole = log != null && store.holdsAllLocks() ? store.unitOfAll() : null;
    if (whole != null) {
      // One of that name may have been deleted in the same unit.
      whole.create(fresh.label(), defaultTtlMillis);
    } else if (log != null) {
      // Of its own, because this happens under whatever locks; those who find the keyspace write
      // down what they do to it later.
      EffectUnit unit = log.newUnit();
      unit.create(fresh.label(), defaultTtlMillis);
      unit.commit();
    }
    if (store.events().isActive() && !name.isDefault()) {
      fresh.announcer().publish(StoreEvent.Type.CREATE_CACHE, null, null, null, store.now());
    }
    return fresh;
  }

  /**
   * Deletes an expiring store, or a cache with its stores, whatever its size, at once; false where
   * there is none.
   */
  boolean delete(KeyspaceName name) {
    return store.underAllLocks(
        () -> {
          if (!name.isStore()) {
            storesOf(name.cache()).forEach(this::detach);
          }
          Keyspace found = byName.get(name);
          if (found != null) {
            detach(found);
          }
          return found != null;
        });
  }

  /** Empties a keyspace, whatever its size, at once. */
  void clear(Keyspace keyspace) {
    store.underAllLocks(
        () -> {
          if (keyspace.isLive()) {
            clearLocked(keyspace);
          }
          return true;
        });
  }

  /** Empties every keyspace; definitions of caches and stores stay. */
  void clearAll() {
    store.underAllLocks(
        () -> {
          store.watches().allCleared();
          byName.values().forEach(this::empty);
          return true;
        });
  }

  private void clearLocked(Keyspace keyspace) {
    store.watches().replaced(keyspace.name(), keyspace.contents(), null);
    empty(keyspace);
  }

  private void empty(Keyspace keyspace) {
    drop(keyspace.contents());
    keyspace.setContents(store.newContents());
    store.waiters().signalAll(keyspace.name());
    EffectUnit unit = store.unitOfAll();
    if (unit != null) {
      unit.clear(keyspace.label());
    }
    if (store.events().isActive()) {
      keyspace.announcer().publish(StoreEvent.Type.CLEAR, null, null, null, store.now());
    }
  }

  private void detach(Keyspace keyspace) {
    byName.remove(keyspace.name());
    keyspace.setLive(false);
    store.watches().replaced(keyspace.name(), keyspace.contents(), null);
    drop(keyspace.contents());
    if (keyspace.name().isStore()) {
      store.waiters().storeDeleted(keyspace.name());
    }
    store.waiters().signalAll(keyspace.name());
    EffectUnit unit = store.unitOfAll();
    if (unit != null) {
      unit.delete(keyspace.label());
    }
    if (store.events().isActive()) {
      keyspace.announcer().publish(StoreEvent.Type.DELETE_CACHE, null, null, null, store.now());
    }
  }

  /** Hands contents over to be reclaimed in steps; all locks are held, or nobody else sees them. */
  private void drop(Contents contents) {
    for (Shard shard : store.shards()) {
      Index index = contents.in(shard);
      if (index != null) {
        shard.changes += index.size();
        shard.dropIndex(index);
      }
    }
  }

  /** A keyspace that nobody sees, to be filled and then {@link #replace}d with. */
  Keyspace detached(KeyspaceName name, long defaultTtlMillis) {
    return new Keyspace(store, name, defaultTtlMillis);
  }

  /**
   * Puts a keyspace from {@link #detached} in the place of the live one with its name.
   *
   * @param source what is written down of where its content comes from; null only where nothing is
   *     written down
   * @throws IllegalStateException where changes are written down and {@code source} is null: what
   *     comes after it would not fit what a start brings back. Nothing has changed then
   */
  void replace(Keyspace fresh, @Nullable String source) {
    put(
        fresh,
        unit -> {
          if (source == null) {
            throw new IllegalStateException(
                "changes are written down, and of this one there is nothing to write: a handler of"
                    + " backups needs the restoreKeeper() of the Durability");
          }
          unit.replace(fresh.label(), fresh.defaultTtlMillis(), source);
        });
  }

  /**
   * Puts a keyspace from {@link #detached}, with the same content, in the place of the live one
   * with its name. Of that, only what had expired and is gone now is written down.
   */
  void renew(Keyspace fresh) {
    put(fresh, unit -> writeExpired(byName.get(fresh.name()), unit));
  }

  private void put(Keyspace fresh, Consumer<EffectUnit> written) {
    KeyspaceName name = fresh.name();
    store.underAllLocks(
        () -> {
          EffectUnit unit = store.unitOfAll();
          if (unit != null) {
            written.accept(unit);
          }
          if (name.isStore()) {
            findOrCreate(KeyspaceName.ofCache(name.cache()));
          }
          Keyspace old = byName.put(name, fresh);
          if (old != null && !old.limit().isNone()) {
            // What holds for the cache goes on to hold; one without takes what the file says.
            fresh.setLimit(old.limit());
          }
          fresh.setLive(true);
          store.waiters().signalAll(name);
          store.watches().replaced(name, old == null ? null : old.contents(), fresh.contents());
          if (old != null) {
            old.setLive(false);
            drop(old.contents());
          }
          if (store.events().isActive()) {
            StoreEvent.Type type =
                old == null ? StoreEvent.Type.CREATE_CACHE : StoreEvent.Type.CLEAR;
            fresh.announcer().publish(type, null, null, null, store.now());
          }
          return true;
        });
    if (!fresh.limit().isNone()) {
      store.limits().changed();
    }
  }

  /** Writes down that what has expired is gone, though nobody has come across it yet. */
  private void writeExpired(@Nullable Keyspace keyspace, EffectUnit unit) {
    if (keyspace == null) {
      return;
    }
    long now = store.now();
    for (Shard shard : store.shards()) {
      keyspace.expiry().writeExpired(shard, now, unit);
    }
  }

  /**
   * Exchanges what two keyspaces hold, whatever the sizes, at once; names and default times-to-live
   * stay. A cache that is not there is made. An open cut goes on with what was there.
   *
   * @throws IllegalArgumentException where one is an expiring store that is not there
   */
  void swap(KeyspaceName first, KeyspaceName second) {
    store.underAllLocks(
        () -> {
          Keyspace a = findOrCreate(first);
          Keyspace b = findOrCreate(second);
          Contents contents = a.contents();
          if (a != b) {
            store.watches().replaced(first, contents, b.contents());
            store.watches().replaced(second, b.contents(), contents);
          }
          a.setContents(b.contents());
          b.setContents(contents);
          store.waiters().signalAll(first);
          store.waiters().signalAll(second);
          EffectUnit unit = store.unitOfAll();
          if (unit != null && a != b) {
            unit.swap(a.label(), b.label());
          }
          if (store.events().isActive() && a != b) {
            a.announcer().publish(StoreEvent.Type.CLEAR, null, null, null, store.now());
            b.announcer().publish(StoreEvent.Type.CLEAR, null, null, null, store.now());
          }
          return true;
        });
  }

  /** Says what a keyspace may take; false where there is none of that name. */
  boolean setLimit(KeyspaceName name, KeyspaceLimit limit) {
    boolean found =
        store.underAllLocks(
            () -> {
              Keyspace keyspace = byName.get(name);
              if (keyspace == null) {
                return false;
              }
              keyspace.setLimit(limit);
              EffectUnit unit = store.unitOfAll();
              if (unit != null) {
                unit.limit(keyspace.label(), limit.maxBytes(), policyLabel(limit));
              }
              return true;
            });
    if (found) {
      store.limits().changed();
    }
    return found;
  }

  private static String policyLabel(KeyspaceLimit limit) {
    EvictionPolicy policy = limit.policy();
    return policy == null ? "" : policy.label();
  }

  /** Gives up a keyspace from {@link #detached} that was not put in place. */
  void discard(Keyspace fresh) {
    store.underAllLocks(
        () -> {
          drop(fresh.contents());
          return true;
        });
  }

  /** All keyspaces: the default store first, then by name. */
  Collection<Keyspace> all() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /** The name of the keyspace after {@code name}; null behind the last. */
  @Nullable KeyspaceName nameAfter(KeyspaceName name) {
    return byName.higherKey(name);
  }

  /** The keyspaces from {@code name} on, in the order of names. */
  Iterable<Keyspace> from(KeyspaceName name) {
    return byName.tailMap(name).values();
  }

  /** The keyspaces before {@code name}, in the order of names. */
  Iterable<Keyspace> before(KeyspaceName name) {
    return byName.headMap(name).values();
  }

  /** The expiring stores of a cache, by name. */
  List<Keyspace> storesOf(String cache) {
    KeyspaceName first = new KeyspaceName(cache, "");
    return byName.tailMap(first).values().stream()
        .takeWhile(k -> k.name().cache().equals(cache))
        .filter(k -> k.name().isStore())
        .toList();
  }

  /** How many there are. */
  int count() {
    return byName.size();
  }

  /** Makes all of them empty, letting go of what they held; all locks are held. */
  void forget() {
    byName.values().forEach(keyspace -> keyspace.setContents(store.newContents()));
  }
}
