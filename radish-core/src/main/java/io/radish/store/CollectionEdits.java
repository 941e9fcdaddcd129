// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.EffectUnit;
import io.radish.event.StoreEvent;
import io.radish.memory.ByteView;
import io.radish.value.CollectionValue;
import io.radish.value.ElementCursor;
import io.radish.value.Entry;
import io.radish.value.HashValue;
import io.radish.value.SetValue;
import io.radish.value.ValueType;
import io.radish.value.ZSetValue;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Changes of hashes, sets and sorted sets in place, as a {@link Keyspace} offers them: counted,
 * told to listeners, and written down. A collection that loses its last entry goes with its key.
 */
public final class CollectionEdits {
  /** Entries written down at once: enough to cost little, and few enough for their number. */
  private static final int WRITTEN_AT_ONCE = 2048;

  private final Keyspace keyspace;

  CollectionEdits(Keyspace keyspace) {
    this.keyspace = keyspace;
  }

  /**
   * Begins to change the collection at {@code key}, whose shard's lock is held until the change is
   * closed.
   *
   * @param found the collection; null where there is none, which comes into being with its first
   *     entry
   * @param type its type, neither a string nor a list
   */
  public Change change(Key key, @Nullable Entry found, ValueType type, long now) {
    return new Change(key, found, type, now);
  }

  /** A collection being changed. Whoever changes nothing leaves nothing. */
  public final class Change implements AutoCloseable {
    private final Key key;
    private final ValueType type;
    private final long now;
    private final boolean created;
    private final Entry entry;
    private final StoreEvent.@Nullable Value before;
    private boolean changed;

    private Change(Key key, @Nullable Entry found, ValueType type, long now) {
      this.key = key;
      this.type = type;
      this.now = now;
      this.created = found == null;
      this.before = found == null ? null : keyspace.valueForEvent(found);
      this.entry =
          found == null
              ? keyspace.createCollection(key, type, keyspace.defaultDeadline(now), now)
              : found;
    }

    /** The collection. */
    public Entry entry() {
      return entry;
    }

    /** Whether it was not there before. */
    public boolean isCreated() {
      return created;
    }

    /**
     * Adds an entry, or puts another second element into the one that is there: see {@link
     * CollectionValue#add}.
     *
     * @return whether it is new
     */
    public boolean put(ByteView first, ByteView second) {
      boolean fresh = CollectionValue.add(entry, first, second);
      changed = true;
      EffectUnit unit = keyspace.unit(entry);
      if (unit != null) {
        unit.put(keyspace.label(), key.bytes(), type, 1);
        unit.entry(first, second);
      }
      return fresh;
    }

    /**
     * Puts entries, at least one.
     *
     * @param firsts gives the first element of entry {@code i}; asked for each in turn, twice
     * @param seconds gives the second one, valid beside the first
     * @return how many are new
     */
    public int putAll(int count, IntFunction<ByteView> firsts, IntFunction<ByteView> seconds) {
      int fresh = 0;
      int done = 0;
      try {
        while (done < count) {
          fresh += CollectionValue.add(entry, firsts.apply(done), seconds.apply(done)) ? 1 : 0;
          done++;
        }
      } finally {
        // Without memory for all of them those stay that had room, as if they had been all.
        written(done, firsts, seconds);
      }
      return fresh;
    }

    private void written(int count, IntFunction<ByteView> firsts, IntFunction<ByteView> seconds) {
      EffectUnit unit = keyspace.unit(entry);
      changed |= count > 0;
      if (unit != null && count > 0) {
        unit.put(keyspace.label(), key.bytes(), type, count);
        for (int i = 0; i < count; i++) {
          unit.entry(firsts.apply(i), seconds.apply(i));
        }
      }
    }

    /** Removes an entry; whether it was there. */
    public boolean remove(ByteView first) {
      boolean removed =
          switch (type) {
            case HASH -> HashValue.remove(entry, first);
            case SET -> SetValue.remove(entry, first);
            case ZSET -> ZSetValue.remove(entry, first);
            case STRING, LIST, STREAM -> throw new IllegalStateException("no entries of a " + type);
          };
      if (!removed) {
        return false;
      }
      changed = true;
      EffectUnit unit = keyspace.unit(entry);
      if (unit != null && !isEmpty()) {
        unit.take(keyspace.label(), key.bytes(), type, 1);
        unit.entry(first, first);
      }
      return true;
    }

    /** Whether nothing is left of it: then it goes with its key when the change is closed. */
    public boolean isEmpty() {
      return CollectionValue.length(entry) == 0;
    }

    /** Ends the change: the collection is there as it is now, or gone. */
    @Override
    public void close() {
      boolean empty = isEmpty();
      if (created && empty) {
        keyspace.giveUp(entry);
      } else if (empty) {
        keyspace.remove(entry, before, now);
      } else if (changed) {
        EffectUnit unit = keyspace.unit(entry);
        if (created && unit != null) {
          keyspace.writeDeadline(unit, entry);
        }
        keyspace.changed(entry, before, now);
      }
    }
  }

  /** Writes down all of a collection that has come into being whole. */
  void writeWhole(EffectUnit unit, Entry entry) {
    ElementCursor cursor = new ElementCursor().open(entry);
    ValueType type = entry.type();
    ByteView first = new ByteView();
    ByteView second = new ByteView();
    int perEntry = type.elementsPerEntry();
    for (long left = cursor.left(); left > 0; left = cursor.left()) {
      int count = (int) Math.min(left / perEntry, WRITTEN_AT_ONCE);
      unit.put(keyspace.label(), keyspace.keyOf(entry), type, count);
      for (int i = 0; i < count && cursor.next(first); i++) {
        if (perEntry > 1) {
          boolean _ = cursor.next(second);
        }
        unit.entry(first, second);
      }
    }
    keyspace.writeDeadline(unit, entry);
  }
}
