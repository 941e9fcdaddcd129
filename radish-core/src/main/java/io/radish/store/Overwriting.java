// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.EffectUnit;
import io.radish.event.StoreEvent;
import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.StringValue;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of one string overwritten at several places by one command: each is written down, and
 * listeners are told once, at the end.
 *
 * <p>Made by {@link StringEdits#overwrite}; valid as long as the entry is.
 */
public final class Overwriting {
  private final Keyspace keyspace;
  private final Entry string;
  private final StoreEvent.@Nullable Value before;
  private final long now;
  private final ByteView view = new ByteView();
  private boolean changed;

  Overwriting(
      Keyspace keyspace,
      Entry string,
      StoreEvent.@Nullable Value before,
      boolean changed,
      long now) {
    this.keyspace = keyspace;
    this.string = string;
    this.before = before;
    this.changed = changed;
    this.now = now;
  }

  /** The bytes of the string, valid until they are overwritten. */
  public ByteView bytes() {
    return string.value(view);
  }

  /** Overwrites bytes that are there with others from {@code offset} on; the same are no change. */
  public void write(int offset, byte[] bytes, int length) {
    ByteView fresh = new ByteView().set(bytes, 0, length);
    if (new ByteView().set(bytes(), offset, length).contentEquals(fresh)) {
      return;
    }
    StringValue.setRange(string, offset, fresh);
    EffectUnit unit = keyspace.unit(string);
    if (unit != null) {
      unit.setRange(keyspace.label(), keyspace.keyOf(string), offset, fresh);
    }
    changed = true;
  }

  /** Ends it: listeners are told where anything has changed. */
  public void end() {
    if (changed) {
      keyspace.changed(string, before, now);
    }
  }
}
