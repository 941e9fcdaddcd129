// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.EffectUnit;
import io.radish.event.StoreEvent;
import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.Kind;
import io.radish.value.StringValue;
import org.jspecify.annotations.Nullable;

/**
 * Changes of strings in place, as a {@link Keyspace} offers them: counted, told to listeners, and
 * written down. The entries are those found last in their shards, whose locks are held.
 */
public final class StringEdits {
  /** How much of two strings is compared at a time from their ends. */
  private static final int COMPARED_BYTES = 128;

  private static final ByteView ZERO = ByteView.of(new byte[1]);

  private final Keyspace keyspace;

  StringEdits(Keyspace keyspace) {
    this.keyspace = keyspace;
  }

  /** Adds bytes at the end; there must be room below {@link StringValue#MAX_BYTES}. */
  public void append(Entry string, ByteView tail, long now) {
    StoreEvent.Value before = keyspace.valueForEvent(string);
    StringValue.append(string, tail);
    EffectUnit unit = keyspace.unit(string);
    if (unit != null) {
      unit.append(keyspace.label(), keyspace.keyOf(string), tail);
    }
    keyspace.changed(string, before, now);
  }

  /**
   * Overwrites bytes from {@code offset} on, at least one; a gap behind the old end is filled with
   * zeros.
   *
   * @param found the string at {@code key}; null where there is none, which is made then
   * @return the string
   */
  public Entry setRange(Key key, @Nullable Entry found, int offset, ByteView bytes, long now) {
    StoreEvent.Value before = found == null ? null : keyspace.valueForEvent(found);
    Entry string =
        found == null ? keyspace.createString(key, keyspace.defaultDeadline(now), now) : found;
    boolean done = false;
    try {
      StringValue.setRange(string, offset, bytes);
      done = true;
    } finally {
      if (!done && found == null) {
        keyspace.giveUp(string);
      }
    }
    EffectUnit unit = keyspace.unit(string);
    if (unit != null) {
      unit.setRange(keyspace.label(), key.bytes(), offset, bytes);
      if (found == null) {
        keyspace.writeDeadline(unit, string);
      }
    }
    keyspace.changed(string, before, now);
    return string;
  }

  /**
   * Puts another value, of one of the kinds of strings, in the place of that of {@code found},
   * which is made where it is null; the deadline stays.
   */
  public void replace(Key key, @Nullable Entry found, int kind, ByteView value, long now) {
    StoreEvent.Value before = found == null ? null : keyspace.valueForEvent(found);
    Entry string;
    if (found == null) {
      string = keyspace.createString(key, kind, value, keyspace.defaultDeadline(now), now);
    } else {
      string = found;
      StringValue.replace(string, kind, value);
    }
    EffectUnit unit = keyspace.unit(string);
    if (unit != null) {
      unit.setString(keyspace.label(), key.bytes(), value, string.deadline());
    }
    keyspace.changed(string, before, now);
  }

  /**
   * Begins to overwrite bytes of a string, which is made where it is not there, and brought to at
   * least {@code length} bytes with zeros first.
   */
  public Overwriting overwrite(Key key, @Nullable Entry found, int length, long now) {
    StoreEvent.Value before = found == null ? null : keyspace.valueForEvent(found);
    int old = found == null ? 0 : found.valueLength();
    if (found != null && length <= old) {
      StringValue.makeRaw(found);
      return new Overwriting(keyspace, found, before, false, now);
    }
    Entry string = found;
    if (string == null) {
      string = keyspace.createString(key, keyspace.defaultDeadline(now), now);
    }
    lengthen(string, length, found == null);
    EffectUnit unit = keyspace.unit(string);
    if (unit != null) {
      unit.setRange(keyspace.label(), keyspace.keyOf(string), length - 1, ZERO);
      if (found == null) {
        keyspace.writeDeadline(unit, string);
      }
    }
    return new Overwriting(keyspace, string, before, true, now);
  }

  private void lengthen(Entry string, int length, boolean made) {
    boolean done = false;
    try {
      StringValue.setRange(string, length - 1, ZERO);
      done = true;
    } finally {
      if (!done && made) {
        keyspace.giveUp(string);
      }
    }
  }

  /**
   * Gives a string that is there other bytes, most of which are those that it has: only the stretch
   * that differs is written down, where the string gets no shorter.
   */
  public void revise(Key key, Entry found, ByteView value, long now) {
    ByteView old = found.value(new ByteView());
    if (value.length() < old.length()) {
      replace(key, found, Kind.STRING_RAW, value, now);
      return;
    }
    int from = old.mismatch(value);
    if (from < 0) {
      StringValue.makeRaw(found);
      keyspace.changedInName(found);
      return;
    }
    int to = value.length();
    if (to == old.length()) {
      to = endOfDifference(old, value, from);
    }
    setRange(key, found, from, new ByteView().set(value, from, to - from), now);
  }

  /** Where the last byte ends in which strings of one length differ; byte {@code from} does. */
  private static int endOfDifference(ByteView one, ByteView other, int from) {
    ByteView a = new ByteView();
    ByteView b = new ByteView();
    int to = one.length();
    while (to - COMPARED_BYTES > from
        && a.set(one, to - COMPARED_BYTES, COMPARED_BYTES)
            .contentEquals(b.set(other, to - COMPARED_BYTES, COMPARED_BYTES))) {
      to -= COMPARED_BYTES;
    }
    while (one.get(to - 1) == other.get(to - 1)) {
      to--;
    }
    return to;
  }
}
