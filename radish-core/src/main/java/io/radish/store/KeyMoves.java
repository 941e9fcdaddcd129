// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.EffectUnit;
import io.radish.event.StoreEvent;
import io.radish.memory.ByteView;
import io.radish.value.Entry;

/**
 * How entries of a keyspace come under other keys, or into other keyspaces. The locks of both keys'
 * shards are held; deadlines are as in {@link Keyspace}.
 */
public final class KeyMoves {
  private static final ByteView NO_BYTES = new ByteView();

  private final Store store;
  private final Keyspace from;
  private final Announcer announcer;

  KeyMoves(Store store, Keyspace from, Announcer announcer) {
    this.store = store;
    this.from = from;
    this.announcer = announcer;
  }

  /**
   * Moves the entry found last in its shard to {@code target} of keyspace {@code to}, whatever was
   * there, with another deadline. A value of one record is copied, as the key lies beside it; what
   * lies behind it goes along where the shard is the same, else it is copied block by block.
   */
  public void move(Entry entry, Keyspace to, Key target, long deadline, long now) {
    LiveEntry source = (LiveEntry) entry;
    Shard shard = store.shardOf(target);
    announcer.publishGone(StoreEvent.Type.DELETE, source, announcer.valueForEvent(source), now);
    announcer.changes(source);
    EffectUnit unit = from.unit(source);
    ByteView name = unit == null ? NO_BYTES : Announcer.copyOfKey(source);
    long before = source.deadline();
    announcer.goes(source);
    LooseEntry loose;
    if (source.key(new ByteView()).contentEquals(target.bytes())) {
      loose = source.detach();
    } else if (shard == source.shard()) {
      loose = LooseEntry.copyOf(source, shard, target.bytes());
      source.removeRecord();
    } else {
      loose = LooseEntry.copyWithBlocks(source, shard, target.bytes());
      source.remove();
    }
    loose.setDeadline(deadline);
    if (to != from || unit == null) {
      if (unit != null) {
        unit.remove(from.label(), name);
      }
      to.putAnew(target, loose, now);
    } else {
      from.placeAnew(target, loose, now);
      unit.rename(from.label(), name, target.bytes());
      writeDeadlineUnless(unit, target, before, deadline);
    }
  }

  /** As {@link #move}, with the entry left where it is. */
  public void copy(Entry entry, Keyspace to, Key target, long deadline, long now) {
    LiveEntry source = (LiveEntry) entry;
    EffectUnit unit = from.unit(source);
    ByteView name = unit == null ? NO_BYTES : Announcer.copyOfKey(source);
    long before = source.deadline();
    LooseEntry loose = LooseEntry.copyWithBlocks(source, store.shardOf(target), target.bytes());
    loose.setAccess(to.freshAccess(now));
    loose.setDeadline(deadline);
    if (to != from || unit == null) {
      to.putAnew(target, loose, now);
    } else {
      from.placeAnew(target, loose, now);
      unit.copy(from.label(), name, target.bytes());
      writeDeadlineUnless(unit, target, before, deadline);
    }
  }

  private void writeDeadlineUnless(EffectUnit unit, Key key, long before, long deadline) {
    if (before != deadline) {
      unit.setDeadline(from.label(), key.bytes(), deadline);
    }
  }
}
