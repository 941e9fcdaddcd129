// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.EffectUnit;
import io.radish.event.StoreEvent;
import io.radish.memory.ByteView;
import io.radish.value.CollectionValue;
import io.radish.value.ElementCursor;
import io.radish.value.Entry;
import io.radish.value.HashCursor;
import io.radish.value.HashValue;
import io.radish.value.Kind;
import io.radish.value.Ranks;
import io.radish.value.RecordLayout;
import io.radish.value.Scores;
import io.radish.value.SetReader;
import io.radish.value.SetValue;
import io.radish.value.ValueType;
import io.radish.value.ZSetCursor;
import io.radish.value.ZSetValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Changes of hashes, sets and sorted sets in place, as a {@link Keyspace} offers them: counted,
 * told to listeners, and written down. A collection that loses its last entry goes with its key.
 */
public final class CollectionEdits {
  /** Entries written down at once: enough to cost little, and few enough for their number. */
  private static final int WRITTEN_AT_ONCE = 2048;

  /** Members removed at random that are written down at once: they are copied to the heap. */
  private static final int REMOVED_AT_ONCE = 256;

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
    return new Change(key, found, type, now, now);
  }

  /** As {@link #change}, for who makes effects again: no field is due, whatever the clock says. */
  Change again(Key key, @Nullable Entry found, ValueType type, long now) {
    return new Change(key, found, type, now, HashValue.BEFORE_ALL);
  }

  /** A collection being changed. Whoever changes nothing leaves nothing. */
  public final class Change implements AutoCloseable {
    private final Key key;
    private final ValueType type;
    private final long now;

    /** What counts as now for fields that have a deadline. */
    private final long due;

    private final boolean created;
    private final Entry entry;
    private final StoreEvent.@Nullable Value before;
    private boolean changed;

    private Change(Key key, @Nullable Entry found, ValueType type, long now, long due) {
      this.key = key;
      this.type = type;
      this.now = now;
      this.due = due;
      if (found != null && Kind.isTimed(found.kind())) {
        int _ = keyspace.fields().removeSome(found, due);
      }
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
      boolean fresh = add(first, second);
      changed = true;
      EffectUnit unit = keyspace.unit(entry);
      if (unit != null) {
        unit.put(keyspace.label(), key.bytes(), type, 1);
        unit.entry(first, second);
      }
      return fresh;
    }

    private boolean add(ByteView first, ByteView second) {
      return type == ValueType.HASH
          ? HashValue.put(entry, first, second, due)
          : CollectionValue.add(entry, first, second);
    }

    /** Puts another value into a field of a hash, there or not, whose deadline stays. */
    public void putKeeping(ByteView field, ByteView value) {
      if (!Kind.isTimed(entry.kind())) {
        boolean _ = put(field, value);
        return;
      }
      HashValue.putKeeping(entry, field, value, due);
      changed = true;
      EffectUnit unit = keyspace.unit(entry);
      if (unit != null) {
        unit.put(keyspace.label(), key.bytes(), type, 1);
        unit.entry(field, value);
        long deadline = HashValue.deadline(entry, field, due);
        writeDeadlines(deadline >= 0 ? 1 : 0, i -> field, deadline);
      }
    }

    /**
     * Gives a field of a hash, which is there, a deadline or none; to be written down by {@link
     * #writeDeadlines} before the change ends.
     */
    public void setDeadline(ByteView field, long deadline) {
      HashValue.setDeadline(entry, field, deadline);
      changed = true;
    }

    /** Writes down the one deadline that {@code count} fields were given. */
    public void writeDeadlines(int count, IntFunction<ByteView> fields, long deadline) {
      EffectUnit unit = keyspace.unit(entry);
      if (unit != null && count > 0) {
        unit.setFieldDeadline(keyspace.label(), key.bytes(), deadline, count);
        for (int i = 0; i < count; i++) {
          ByteView field = fields.apply(i);
          unit.entry(field, field);
        }
      }
    }

    /**
     * Gives a member of a sorted set a score.
     *
     * @param old its score so far, NaN for none
     * @return whether the member is new
     */
    public boolean score(ByteView member, double score, double old) {
      boolean fresh = scoreUnwritten(member, score, old);
      EffectUnit unit = keyspace.unit(entry);
      if (unit != null) {
        unit.put(keyspace.label(), key.bytes(), type, 1);
        unit.entry(member, Scores.bytes(Scores.bits(score), new ByteView()));
      }
      return fresh;
    }

    /** As {@link #score}, to be written down by {@link #writeScores} before the change ends. */
    public boolean scoreUnwritten(ByteView member, double score, double old) {
      boolean fresh = ZSetValue.put(entry, member, score, old);
      changed = true;
      return fresh;
    }

    /** Writes down {@code count} scores that were given. */
    public void writeScores(
        int count, IntFunction<ByteView> members, IntFunction<ByteView> scores) {
      written(count, members, scores);
    }

    /** Removes members of a sorted set that are neighbours in its order. */
    public void removeRanks(Ranks ranks) {
      if (ranks.count() == 0) {
        return;
      }
      changed = true;
      EffectUnit unit = keyspace.unit(entry);
      if (unit != null && ranks.count() < CollectionValue.length(entry)) {
        writeRemoval(unit, ranks);
      }
      ZSetValue.removeRanks(entry, ranks);
    }

    private void writeRemoval(EffectUnit unit, Ranks ranks) {
      ZSetCursor cursor = new ZSetCursor().open(entry).seekRank(ranks.from());
      for (long left = ranks.count(); left > 0; ) {
        int count = (int) Math.min(left, WRITTEN_AT_ONCE);
        unit.take(keyspace.label(), key.bytes(), type, count);
        for (int i = 0; i < count && cursor.next(); i++) {
          unit.entry(cursor.member(), cursor.member());
        }
        left -= count;
      }
    }

    /**
     * Puts entries, at least one. A set that has all of them already is not changed.
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
          fresh += add(firsts.apply(done), seconds.apply(done)) ? 1 : 0;
          done++;
        }
      } finally {
        // Without memory for all of them those stay that had room, as if they had been all.
        if (type != ValueType.SET || fresh > 0) {
          written(done, firsts, seconds);
        }
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
      if (!removeUnwritten(first)) {
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

    private boolean removeUnwritten(ByteView first) {
      return switch (type) {
        case HASH -> HashValue.remove(entry, first, due);
        case SET -> SetValue.remove(entry, first);
        case ZSET -> ZSetValue.remove(entry, first);
        case STRING, LIST, STREAM -> throw new IllegalStateException("no entries of a " + type);
      };
    }

    /**
     * Removes entries, as long as there are any.
     *
     * @param firsts gives the first element of entry {@code i}; asked for each in turn, twice at
     *     most
     * @return how many were there
     */
    public int removeAll(int count, IntFunction<ByteView> firsts) {
      EffectUnit unit = keyspace.unit(entry);
      BitSet which = unit == null ? null : new BitSet(count);
      int removed = 0;
      try {
        for (int i = 0; i < count && !isEmpty(); i++) {
          if (removeUnwritten(firsts.apply(i))) {
            removed++;
            if (which != null) {
              which.set(i);
            }
          }
        }
      } finally {
        changed |= removed > 0;
        if (unit != null && which != null && removed > 0 && !isEmpty()) {
          unit.take(keyspace.label(), key.bytes(), type, removed);
          for (int i = which.nextSetBit(0); i >= 0; i = which.nextSetBit(i + 1)) {
            ByteView first = firsts.apply(i);
            unit.entry(first, first);
          }
        }
      }
      return removed;
    }

    /**
     * Removes members of a set by their places in the order of {@link SetReader#at}, which ascend.
     */
    public void removeRanks(int[] ranks) {
      // From the last one on, so that the places of the others stay.
      for (int end = ranks.length; end > 0; end -= REMOVED_AT_ONCE) {
        removeRanks(ranks, Math.max(0, end - REMOVED_AT_ONCE), end);
      }
    }

    private void removeRanks(int[] ranks, int from, int to) {
      List<ByteView> removed = new ArrayList<>(to - from);
      SetReader reader = new SetReader();
      ByteView member = new ByteView();
      try {
        for (int i = to - 1; i >= from; i--) {
          reader.open(entry).at(ranks[i], member);
          ByteView copy = ByteView.of(member.toBytes());
          boolean _ = SetValue.remove(entry, copy);
          removed.add(copy);
        }
      } finally {
        changed |= !removed.isEmpty();
        EffectUnit unit = keyspace.unit(entry);
        if (unit != null && !removed.isEmpty() && !isEmpty()) {
          unit.take(keyspace.label(), key.bytes(), type, removed.size());
          removed.forEach(each -> unit.entry(each, each));
        }
      }
    }

    /**
     * Whether nothing is left of it but fields that are due: then it goes with its key when the
     * change is closed.
     */
    public boolean isEmpty() {
      long length = CollectionValue.length(entry);
      return length == 0 || (type == ValueType.HASH && HashValue.due(entry, due) == length);
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
    if (Kind.isTimed(entry.kind())) {
      writeFieldDeadlines(unit, entry);
    }
    keyspace.writeDeadline(unit, entry);
  }

  private void writeFieldDeadlines(EffectUnit unit, Entry entry) {
    HashCursor cursor = new HashCursor().open(entry, HashValue.BEFORE_ALL);
    while (cursor.next()) {
      if (cursor.deadline() != RecordLayout.NO_DEADLINE) {
        unit.setFieldDeadline(keyspace.label(), keyspace.keyOf(entry), cursor.deadline(), 1);
        unit.entry(cursor.field(), cursor.field());
      }
    }
  }
}
