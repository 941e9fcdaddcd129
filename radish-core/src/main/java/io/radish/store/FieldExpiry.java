// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.EffectUnit;
import io.radish.event.Notification;
import io.radish.event.StoreEvent;
import io.radish.memory.ByteView;
import io.radish.value.CollectionValue;
import io.radish.value.Entry;
import io.radish.value.HashCursor;
import io.radish.value.HashValue;
import io.radish.value.RecordLayout;
import io.radish.value.ValueType;
import java.util.List;

/**
 * What becomes of the fields of hashes whose time has passed, in one keyspace: removed in steps by
 * who changes the hash and by the expiry pass, or at once with the key where none is left.
 *
 * <p>The lock of the shard is held.
 */
final class FieldExpiry {
  /**
   * The most fields that one step removes: a quarter of a millisecond under the shard's lock, with
   * what is written down.
   */
  static final int AT_ONCE = 100;

  private final Keyspace keyspace;

  FieldExpiry(Keyspace keyspace) {
    this.keyspace = keyspace;
  }

  /** Removes the key of a hash of which all fields are due; whether they are. */
  boolean expireWhole(LiveEntry hash, long now) {
    if (!RecordLayout.hasNoFieldLeft(hash.memory(), hash.segment(), hash.at(), now)) {
      return false;
    }
    ByteView key = Announcer.copyOfKey(hash);
    keyspace.countExpiredFields(CollectionValue.length(hash));
    keyspace.removeExpired(hash, now);
    keyspace.notify(Notification.HASH, "hexpired", key);
    keyspace.notify(Notification.GENERIC, "del", key);
    return true;
  }

  /** Removes some of the fields that are due, of a hash found by the expiry pass. */
  void expireSome(LiveEntry hash, long now, ExpiryScratch scratch) {
    if (!expireWhole(hash, now)) {
      int removed = removeSome(hash, now);
      scratch.addFields(removed, HashValue.due(hash, now) > 0);
    }
  }

  /** Removes some of the fields that are due, of a hash that has others; how many. */
  int removeSome(Entry hash, long now) {
    StoreEvent.Value before = keyspace.valueForEvent(hash);
    List<ByteView> removed = HashValue.removeDue(hash, now, AT_ONCE);
    if (removed.isEmpty()) {
      return 0;
    }
    EffectUnit unit = keyspace.unit(hash);
    if (unit != null) {
      unit.take(keyspace.label(), keyspace.keyOf(hash), ValueType.HASH, removed.size());
      removed.forEach(field -> unit.entry(field, field));
    }
    keyspace.countExpiredFields(removed.size());
    keyspace.changed(hash, before, now);
    keyspace.notify(Notification.HASH, "hexpired", keyspace.keyOf(hash));
    return removed.size();
  }

  /** Writes down the removal of a record that is over, or of the fields of it that are due. */
  void writeExpired(EffectUnit unit, LiveEntry entry, long now) {
    if (RecordLayout.isOver(entry.memory(), entry.segment(), entry.at(), now)) {
      unit.remove(keyspace.label(), keyspace.keyOf(entry));
      return;
    }
    HashCursor cursor = new HashCursor().open(entry, HashValue.BEFORE_ALL);
    while (cursor.next()) {
      long deadline = cursor.deadline();
      if (deadline != RecordLayout.NO_DEADLINE && deadline <= now) {
        unit.take(keyspace.label(), keyspace.keyOf(entry), ValueType.HASH, 1);
        unit.entry(cursor.field(), cursor.field());
      }
    }
  }
}
