// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.Effects;
import io.radish.effect.StreamEffect;
import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.HashValue;
import io.radish.value.ListValue;
import io.radish.value.RecordLayout;
import io.radish.value.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * Makes effects again that were written down: the same ones on the same data give the same data.
 *
 * <p>Nothing expires by the clock meanwhile: what had expired is removed by an effect. An effect
 * that does not fit the data is an {@link IllegalStateException} that says which. Used by one
 * thread; each effect is made under the lock of its key's shard.
 */
public final class EffectApplier implements Effects {
  /** The keyspaces that effects are applied to. */
  public interface Keyspaces {
    /** The keyspace of that name, made where it is not there. */
    Keyspace findOrCreate(String name);

    /** See {@link Effects#create}; there may be one already. */
    void create(String name, long ttlMillis);

    /** See {@link Effects#delete}. */
    void delete(String name);

    /** See {@link Effects#limit}. */
    void limit(String name, KeyspaceLimit limit);

    /** See {@link Effects#clear}. */
    void clear(String name);

    /** See {@link Effects#swap}. */
    void swap(String first, String second);

    /** See {@link Effects#replace}. */
    void replace(String name, long ttlMillis, String source);
  }

  /** What becomes of the entries of a series. */
  private enum Series {
    PUT,
    TAKE,
    DEADLINE
  }

  /** A time at which nothing has expired. */
  private static final long BEFORE_ALL = Long.MIN_VALUE;

  private final Store store;
  private final Keyspaces keyspaces;
  private final ShardLocks locks;
  private final Key key;
  private final Key other;

  // The push, put or take begun, and how much of it has not come yet.
  private final ByteView seriesKey = new ByteView();
  private String seriesKeyspace = "";
  private ValueType seriesType = ValueType.LIST;
  private Series series = Series.PUT;
  private long seriesDeadline;
  private boolean pushLeft;
  private int seriesMissing;

  /** Makes an applier to keyspaces of {@code store}, live or not. */
  public EffectApplier(Store store, Keyspaces keyspaces) {
    this.store = store;
    this.keyspaces = keyspaces;
    this.locks = store.newLocks();
    this.key = store.newKey();
    this.other = store.newKey();
  }

  /** What is done to an entry; null where there is none. */
  private interface Change {
    void apply(Keyspace in, @Nullable Entry entry, long now);
  }

  private void change(String keyspace, ByteView name, Change change) {
    Keyspace in = keyspaces.findOrCreate(keyspace);
    locks.add(key.set(name));
    locks.acquireUninterruptibly();
    try {
      change.apply(in, in.find(key, BEFORE_ALL), store.now());
    } finally {
      locks.release();
    }
  }

  /** As {@link #change}, for an entry of {@code type} that has to be there. */
  private void changeThere(
      String keyspace, ByteView name, @Nullable ValueType type, Change change) {
    change(
        keyspace,
        name,
        (in, entry, now) -> {
          if (entry == null) {
            throw unfitting(keyspace, name, "there is no such key");
          }
          expect(keyspace, name, entry, type);
          change.apply(in, entry, now);
        });
  }

  private static void expect(
      String keyspace, ByteView name, @Nullable Entry entry, @Nullable ValueType type) {
    if (entry != null && type != null && entry.type() != type) {
      throw unfitting(
          keyspace, name, "it is a " + entry.type().label() + ", not a " + type.label());
    }
  }

  private static IllegalStateException unfitting(String keyspace, ByteView name, String problem) {
    return new IllegalStateException(
        "an effect on key '" + name.toText() + "' of " + keyspace + " does not fit: " + problem);
  }

  // ---- keyspaces ----

  @Override
  public void create(String keyspace, long ttlMillis) {
    keyspaces.create(keyspace, ttlMillis);
  }

  @Override
  public void delete(String keyspace) {
    keyspaces.delete(keyspace);
  }

  @Override
  public void limit(String keyspace, long maxBytes, String policy) {
    EvictionPolicy known = EvictionPolicy.parse(policy);
    if (known == null && !policy.isEmpty()) {
      throw new IllegalStateException(
          "an effect on " + keyspace + " does not fit: there is no policy '" + policy + "'");
    }
    keyspaces.limit(keyspace, new KeyspaceLimit(maxBytes, known));
  }

  @Override
  public void clear(String keyspace) {
    keyspaces.clear(keyspace);
  }

  @Override
  public void swap(String first, String second) {
    keyspaces.swap(first, second);
  }

  @Override
  public void replace(String keyspace, long ttlMillis, String source) {
    keyspaces.replace(keyspace, ttlMillis, source);
  }

  // ---- keys ----

  @Override
  public void setString(String keyspace, ByteView name, ByteView value, long deadline) {
    change(keyspace, name, (in, entry, now) -> in.setString(key, value, deadline, now));
  }

  /**
   * A key that is not there is no mistake: a picture leaves out what had expired by the clock, and
   * the effect that removes it may come only after the picture.
   */
  @Override
  public void remove(String keyspace, ByteView name) {
    change(
        keyspace,
        name,
        (in, entry, now) -> {
          if (entry != null) {
            in.remove(entry, now);
          }
        });
  }

  @Override
  public void setDeadline(String keyspace, ByteView name, long deadline) {
    changeThere(keyspace, name, null, (in, entry, now) -> in.setDeadline(there(entry), deadline));
  }

  @Override
  public void rename(String keyspace, ByteView name, ByteView target) {
    transfer(keyspace, name, target, true);
  }

  @Override
  public void copy(String keyspace, ByteView name, ByteView target) {
    transfer(keyspace, name, target, false);
  }

  private void transfer(String keyspace, ByteView name, ByteView target, boolean move) {
    Keyspace in = keyspaces.findOrCreate(keyspace);
    locks.add(key.set(name));
    locks.add(other.set(target));
    locks.acquireUninterruptibly();
    try {
      // The old one goes first, since it may have expired by the clock.
      Entry old = in.find(other, BEFORE_ALL);
      if (old != null) {
        in.remove(old, BEFORE_ALL);
      }
      Entry source = in.find(key, BEFORE_ALL);
      if (source == null) {
        throw unfitting(keyspace, name, "there is no such key");
      }
      if (move) {
        in.moves().move(source, in, other, source.deadline(), BEFORE_ALL);
      } else {
        in.moves().copy(source, in, other, source.deadline(), BEFORE_ALL);
      }
    } finally {
      locks.release();
    }
  }

  private static Entry there(@Nullable Entry entry) {
    if (entry == null) {
      throw new IllegalStateException("an entry was found");
    }
    return entry;
  }

  // ---- strings ----

  @Override
  public void append(String keyspace, ByteView name, ByteView tail) {
    changeThere(
        keyspace,
        name,
        ValueType.STRING,
        (in, entry, now) -> in.strings().append(there(entry), tail, now));
  }

  @Override
  public void setRange(String keyspace, ByteView name, int offset, ByteView bytes) {
    change(
        keyspace,
        name,
        (in, entry, now) -> {
          expect(keyspace, name, entry, ValueType.STRING);
          Entry string = in.strings().setRange(key, entry, offset, bytes, now);
          if (entry == null) {
            in.setDeadline(string, RecordLayout.NO_DEADLINE);
          }
        });
  }

  // ---- hashes, sets, sorted sets ----

  @Override
  public void put(String keyspace, ByteView name, ValueType type, int count) {
    begin(keyspace, name, type, count);
    series = Series.PUT;
  }

  @Override
  public void take(String keyspace, ByteView name, ValueType type, int count) {
    begin(keyspace, name, type, count);
    series = Series.TAKE;
  }

  @Override
  public void setFieldDeadline(String keyspace, ByteView name, long deadline, int count) {
    begin(keyspace, name, ValueType.HASH, count);
    series = Series.DEADLINE;
    seriesDeadline = deadline;
  }

  private void begin(String keyspace, ByteView name, ValueType type, int count) {
    seriesKeyspace = keyspace;
    seriesKey.set(name.toBytes(), 0, name.length());
    seriesType = type;
    seriesMissing = count;
  }

  @Override
  public void entry(ByteView first, ByteView second) {
    if (seriesMissing-- <= 0 || seriesType == ValueType.LIST) {
      throw new IllegalStateException("an entry of no collection");
    }
    // One after the other, so that a series of any length needs no memory of its own.
    change(
        seriesKeyspace,
        seriesKey,
        (in, entry, now) -> {
          expect(seriesKeyspace, seriesKey, entry, seriesType);
          switch (series) {
            case PUT -> putEntry(in, entry, first, second, now);
            case TAKE -> takeEntry(in, entry, first, now);
            case DEADLINE -> setDeadline(in, entry, first, now);
          }
        });
  }

  private void putEntry(
      Keyspace in, @Nullable Entry entry, ByteView first, ByteView second, long now) {
    try (CollectionEdits.Change change = in.collections().again(key, entry, seriesType, now)) {
      boolean _ = change.put(first, second);
      if (change.isCreated()) {
        in.setDeadline(change.entry(), RecordLayout.NO_DEADLINE);
      }
    }
  }

  /** As a field that is taken, one that was due may be left out of the picture. */
  private void setDeadline(Keyspace in, @Nullable Entry entry, ByteView field, long now) {
    if (entry == null || HashValue.deadline(entry, field, BEFORE_ALL) == HashValue.NO_FIELD) {
      return;
    }
    try (CollectionEdits.Change change = in.collections().again(key, entry, seriesType, now)) {
      change.setDeadline(field, seriesDeadline);
      change.writeDeadlines(1, i -> field, seriesDeadline);
    }
  }

  /**
   * A field that is not there, or its hash, is no mistake: a picture leaves out the fields that
   * were due by the clock, and the effect that removes them may come only after the picture.
   */
  private void takeEntry(Keyspace in, @Nullable Entry entry, ByteView first, long now) {
    if (entry == null && seriesType == ValueType.HASH) {
      return;
    }
    if (entry == null) {
      throw unfitting(seriesKeyspace, seriesKey, "there is no such key");
    }
    try (CollectionEdits.Change change = in.collections().again(key, entry, seriesType, now)) {
      if (!change.remove(first) && seriesType != ValueType.HASH) {
        throw unfitting(seriesKeyspace, seriesKey, "it has no such entry");
      }
    }
  }

  // ---- streams ----

  @Override
  public void stream(String keyspace, ByteView name, StreamEffect effect) {
    change(
        keyspace,
        name,
        (in, entry, now) -> {
          expect(keyspace, name, entry, ValueType.STREAM);
          String problem = StreamApplier.apply(in, key, entry, effect, now);
          if (problem != null) {
            throw unfitting(keyspace, name, problem);
          }
        });
  }

  // ---- lists ----

  @Override
  public void push(String keyspace, ByteView name, boolean left, int count) {
    begin(keyspace, name, ValueType.LIST, count);
    pushLeft = left;
  }

  @Override
  public void element(ByteView element) {
    if (seriesMissing-- <= 0 || seriesType != ValueType.LIST) {
      throw new IllegalStateException("an element of no push");
    }
    // One after the other, so that a push of any length needs no memory of its own.
    change(
        seriesKeyspace,
        seriesKey,
        (in, entry, now) -> {
          expect(seriesKeyspace, seriesKey, entry, ValueType.LIST);
          Entry list = in.lists().push(key, entry, pushLeft, 1, i -> element, now);
          if (entry == null) {
            in.setDeadline(list, RecordLayout.NO_DEADLINE);
          }
        });
  }

  @Override
  public void drop(String keyspace, ByteView name, boolean left, long count) {
    changeList(keyspace, name, (in, list, now) -> in.lists().drop(there(list), left, count, now));
  }

  @Override
  public void setElement(String keyspace, ByteView name, long index, ByteView element) {
    changeList(
        keyspace,
        name,
        (in, list, now) -> {
          if (index < 0 || index >= ListValue.length(there(list))) {
            throw unfitting(keyspace, name, "it has no element " + index);
          }
          in.lists().set(there(list), index, element, now);
        });
  }

  @Override
  public void insertElement(
      String keyspace, ByteView name, boolean after, ByteView pivot, ByteView element) {
    changeList(
        keyspace,
        name,
        (in, list, now) -> {
          if (in.lists().insert(there(list), after, pivot, element, now) < 0) {
            throw unfitting(keyspace, name, "it has no such element");
          }
        });
  }

  @Override
  public void removeElements(
      String keyspace, ByteView name, ByteView element, boolean fromTail, long limit) {
    changeList(
        keyspace,
        name,
        (in, list, now) -> in.lists().remove(there(list), element, fromTail, limit, now));
  }

  @Override
  public void rotate(String keyspace, ByteView name, boolean left) {
    changeList(keyspace, name, (in, list, now) -> in.lists().rotate(there(list), left, now));
  }

  private void changeList(String keyspace, ByteView name, Change change) {
    changeThere(keyspace, name, ValueType.LIST, change);
  }
}
