// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.EffectUnit;
import io.radish.event.StoreEvent;
import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.ListCursor;
import io.radish.value.ListValue;
import io.radish.value.ValueType;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Changes of lists in place, as a {@link Keyspace} offers them: counted, told to listeners, and
 * written down. The entries are those found last in their shards, whose locks are held. A list that
 * loses its last element goes with its key.
 */
public final class ListEdits {
  /** Elements written down as one push: enough to cost little, and few enough for their number. */
  private static final int WRITTEN_AT_ONCE = 4096;

  private final Keyspace keyspace;

  ListEdits(Keyspace keyspace) {
    this.keyspace = keyspace;
  }

  /**
   * Pushes elements to the head ({@code left}) or the tail, one after the other.
   *
   * @param found the list at {@code key}; null where there is none, which is made then
   * @param count how many, at least one
   * @param elements gives element {@code i}; asked for each in turn, perhaps twice
   * @return the list
   */
  public Entry push(
      Key key,
      @Nullable Entry found,
      boolean left,
      int count,
      IntFunction<ByteView> elements,
      long now) {
    StoreEvent.Value before = found == null ? null : keyspace.valueForEvent(found);
    Entry list =
        found == null
            ? keyspace.createCollection(key, ValueType.LIST, keyspace.defaultDeadline(now), now)
            : found;
    int done = 0;
    try {
      while (done < count) {
        ListValue.push(list, left, elements.apply(done));
        done++;
      }
    } finally {
      // Without memory for all of them those stay that had room, as if they had been all.
      if (done > 0) {
        pushed(key, list, found == null, left, done, elements);
        keyspace.changed(list, before, now);
      } else if (found == null) {
        keyspace.giveUp(list);
      }
    }
    return list;
  }

  private void pushed(
      Key key,
      Entry list,
      boolean created,
      boolean left,
      int count,
      IntFunction<ByteView> elements) {
    EffectUnit unit = keyspace.unit(list);
    if (unit == null) {
      return;
    }
    unit.push(keyspace.label(), key.bytes(), left, count);
    for (int i = 0; i < count; i++) {
      unit.element(elements.apply(i));
    }
    if (created) {
      keyspace.writeDeadline(unit, list);
    }
  }

  /** Writes down all of a list that has come into being whole. */
  void writeWhole(EffectUnit unit, Entry list) {
    ListCursor cursor = new ListCursor(list.memory()).open(list);
    ByteView element = new ByteView();
    for (long left = cursor.left(); left > 0; left = cursor.left()) {
      int count = (int) Math.min(left, WRITTEN_AT_ONCE);
      unit.push(keyspace.label(), keyspace.keyOf(list), false, count);
      for (int i = 0; i < count && cursor.next(element); i++) {
        unit.element(element);
      }
    }
    keyspace.writeDeadline(unit, list);
  }

  /** Drops {@code count} elements, or as many as there are, from one end. */
  public void drop(Entry list, boolean left, long count, long now) {
    if (count >= ListValue.length(list)) {
      keyspace.remove(list, now);
      return;
    }
    StoreEvent.Value before = keyspace.valueForEvent(list);
    dropSome(list, left, count);
    keyspace.changed(list, before, now);
  }

  private void dropSome(Entry list, boolean left, long count) {
    ListValue.drop(list, left, count);
    EffectUnit unit = keyspace.unit(list);
    if (unit != null) {
      unit.drop(keyspace.label(), keyspace.keyOf(list), left, count);
    }
  }

  /** Keeps what lies between {@code fromHead} elements at the head and {@code fromTail} behind. */
  public void trim(Entry list, long fromHead, long fromTail, long now) {
    if (fromHead + fromTail >= ListValue.length(list)) {
      keyspace.remove(list, now);
      return;
    }
    if (fromHead + fromTail == 0) {
      keyspace.changedInName(list);
      return;
    }
    StoreEvent.Value before = keyspace.valueForEvent(list);
    if (fromTail > 0) {
      dropSome(list, false, fromTail);
    }
    if (fromHead > 0) {
      dropSome(list, true, fromHead);
    }
    keyspace.changed(list, before, now);
  }

  /**
   * Takes elements equal to {@code element} out, at most {@code limit} from the head or the tail
   * on; their number.
   */
  public long remove(Entry list, ByteView element, boolean fromTail, long limit, long now) {
    StoreEvent.Value before = keyspace.valueForEvent(list);
    long removed = ListValue.remove(list, element, fromTail, limit);
    if (ListValue.length(list) == 0) {
      keyspace.remove(list, before, now);
    } else if (removed > 0) {
      EffectUnit unit = keyspace.unit(list);
      if (unit != null) {
        unit.removeElements(keyspace.label(), keyspace.keyOf(list), element, fromTail, removed);
      }
      keyspace.changed(list, before, now);
    }
    return removed;
  }

  /**
   * Puts an element beside the first that equals {@code pivot}.
   *
   * @return the length of the list; -1 where nothing equals the pivot, and nothing was changed
   */
  public long insert(Entry list, boolean after, ByteView pivot, ByteView element, long now) {
    long index = ListValue.indexOf(list, pivot);
    if (index < 0) {
      return -1;
    }
    StoreEvent.Value before = keyspace.valueForEvent(list);
    ListValue.insert(list, after ? index + 1 : index, element);
    EffectUnit unit = keyspace.unit(list);
    if (unit != null) {
      unit.insertElement(keyspace.label(), keyspace.keyOf(list), after, pivot, element);
    }
    keyspace.changed(list, before, now);
    return ListValue.length(list);
  }

  /** Puts another element in the place of element {@code index}, which must be there. */
  public void set(Entry list, long index, ByteView element, long now) {
    StoreEvent.Value before = keyspace.valueForEvent(list);
    ListValue.set(list, index, element);
    EffectUnit unit = keyspace.unit(list);
    if (unit != null) {
      unit.setElement(keyspace.label(), keyspace.keyOf(list), index, element);
    }
    keyspace.changed(list, before, now);
  }

  /** Moves an element from one end to the other: from the head where {@code fromLeft}. */
  public void rotate(Entry list, boolean fromLeft, long now) {
    StoreEvent.Value before = keyspace.valueForEvent(list);
    if (ListValue.length(list) > 1) {
      ListValue.rotate(list, fromLeft);
      EffectUnit unit = keyspace.unit(list);
      if (unit != null) {
        unit.rotate(keyspace.label(), keyspace.keyOf(list), fromLeft);
      }
    }
    keyspace.changed(list, before, now);
  }
}
