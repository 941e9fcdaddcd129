// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.memory.ByteView;
import io.radish.store.CollectionEdits;
import io.radish.store.Key;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.ShardLocks;
import io.radish.store.Store;
import io.radish.value.Scores;
import io.radish.value.ValueType;
import java.util.Random;
import java.util.function.Consumer;

/** Changes of hashes, sets and sorted sets in a store, each of them one unit. */
final class CollectionWrites {
  /** Entries of a collection that is to be a tree and not packed, at some bytes each. */
  private static final int MANY = 300;

  private static final ValueType[] TYPES = {ValueType.HASH, ValueType.SET, ValueType.ZSET};

  private CollectionWrites() {}

  /** Puts entries, each of a field or member and what belongs to it, a score as text. */
  static void put(Store store, String name, ValueType type, String key, String... entries) {
    ByteView first = new ByteView();
    ByteView second = new ByteView();
    change(
        store,
        name,
        type,
        key,
        change -> {
          int _ =
              change.putAll(
                  entries.length / 2,
                  i -> first.set(ByteView.of(entries[2 * i])),
                  i -> second(type, entries[2 * i + 1], second));
        });
  }

  private static ByteView second(ValueType type, String text, ByteView view) {
    return type == ValueType.ZSET
        ? Scores.bytes(Scores.bits(Scores.parse(text)), view)
        : view.set(ByteView.of(text));
  }

  /** Removes entries that are there. */
  static void take(Store store, String name, ValueType type, String key, String... firsts) {
    change(
        store,
        name,
        type,
        key,
        change -> {
          for (String first : firsts) {
            boolean _ = change.remove(ByteView.of(first));
          }
        });
  }

  /** Makes any change of a collection whose key begins with the letter of its type. */
  static void any(Store store, String name, Random random) {
    ValueType type = TYPES[random.nextInt(TYPES.length)];
    String key = type.label().charAt(0) + "" + random.nextInt(2);
    int most = random.nextInt(20) == 0 ? MANY : 3;
    if (random.nextInt(3) == 0) {
      take(store, name, type, key, "e" + random.nextInt(4), "e" + random.nextInt(MANY));
      return;
    }
    String[] entries = new String[2 + 2 * random.nextInt(most)];
    for (int i = 0; i < entries.length; i += 2) {
      entries[i] = "e" + (entries.length > 6 ? i : random.nextInt(4));
      entries[i + 1] =
          type == ValueType.ZSET
              ? Scores.text(random.nextInt(4) == 0 ? random.nextGaussian() : random.nextInt(9))
              : "value " + "v".repeat(random.nextInt(60));
    }
    put(store, name, type, key, entries);
  }

  private static void change(
      Store store, String name, ValueType type, String key, Consumer<CollectionEdits.Change> what) {
    Key at = store.newKey().set(ByteView.of(key));
    ShardLocks locks = store.newLocks();
    locks.add(at);
    locks.acquireUninterruptibly();
    try {
      Keyspace keyspace = store.findOrCreate(KeyspaceName.parse(name));
      long now = store.now();
      try (CollectionEdits.Change change =
          keyspace.collections().change(at, keyspace.find(at, now), type, now)) {
        what.accept(change);
      }
    } finally {
      locks.release();
    }
  }
}
