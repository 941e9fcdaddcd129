// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.engine;

import io.radish.memory.ByteView;
import io.radish.store.Key;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.ShardLocks;
import io.radish.store.Store;
import io.radish.value.Entry;
import io.radish.value.RecordLayout;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A store with keys of 16 random hexadecimal digits and values of 64, worked on as a command does:
 * a key, the lock of its shard, the keyspace. For one thread; others have one of their own on the
 * same store.
 */
final class FilledStore implements AutoCloseable {
  private static final int KEY_BYTES = 16;
  private static final int VALUE_BYTES = 64;
  private static final int VALUES = 1024;
  private static final long LOCK_MILLIS = 5000;

  final Store store;
  private final Keyspace keyspace;
  private final Key key;
  private final ShardLocks locks;
  private final byte[] keys;
  private final ByteView[] values;
  private final ByteView view = new ByteView();
  private final byte[] copy = new byte[VALUE_BYTES];
  private final int count;

  /** With {@code filled} of {@code count} keys in it. */
  FilledStore(int count, int filled) {
    this.count = count;
    this.store = Store.builder().seed(1).build();
    this.keyspace = store.findOrCreate(KeyspaceName.DEFAULT);
    this.key = store.newKey();
    this.locks = store.newLocks();
    SplittableRandom random = new SplittableRandom(1);
    this.keys = hex(random, count * KEY_BYTES);
    this.values = new ByteView[VALUES];
    for (int i = 0; i < VALUES; i++) {
      values[i] = ByteView.of(hex(random, VALUE_BYTES));
    }
    for (int number = 0; number < filled; number++) {
      set(number);
    }
  }

  /** For another thread, on the same store. */
  FilledStore(FilledStore other) {
    this.count = other.count;
    this.store = other.store;
    this.keyspace = other.keyspace;
    this.key = store.newKey();
    this.locks = store.newLocks();
    this.keys = other.keys;
    this.values = other.values;
  }

  private static byte[] hex(SplittableRandom random, int length) {
    StringBuilder digits = new StringBuilder(length + 16);
    while (digits.length() < length) {
      digits.append(String.format("%016x", random.nextLong()));
    }
    return digits.substring(0, length).getBytes(StandardCharsets.US_ASCII);
  }

  int count() {
    return count;
  }

  Keyspace keyspace() {
    return keyspace;
  }

  /** {@code GET}: copies the value out; null where the key is not there. */
  byte @Nullable [] get(int number) {
    Key at = lock(number);
    try {
      Entry entry = keyspace.find(at, store.now());
      if (entry == null) {
        return null;
      }
      ByteView value = entry.value(view);
      value.copyTo(0, copy, 0, value.length());
      return copy;
    } finally {
      unlock();
    }
  }

  /** {@code SET} to one of the values. */
  void set(int number) {
    Key at = lock(number);
    try {
      keyspace.setString(at, value(number), RecordLayout.NO_DEADLINE, store.now());
    } finally {
      unlock();
    }
  }

  /** {@code DEL}. */
  void remove(int number) {
    Key at = lock(number);
    try {
      keyspace.remove(at, store.now());
    } finally {
      unlock();
    }
  }

  /** Takes the lock of a key's shard; to be followed by {@link #unlock}. */
  Key lock(int number) {
    key.set(keys, number * KEY_BYTES, KEY_BYTES);
    locks.add(key);
    if (!locks.acquire(LOCK_MILLIS)) {
      throw new IllegalStateException("nobody else is here, and still the lock is taken");
    }
    return key;
  }

  void unlock() {
    locks.release();
  }

  /** One of the values. */
  ByteView value(int number) {
    return values[number & VALUES - 1];
  }

  @Override
  public void close() {
    store.close();
  }
}
