// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.EffectUnit;
import io.radish.event.Notification;
import io.radish.memory.ByteView;
import io.radish.value.Kind;
import io.radish.value.RecordLayout;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of keys of one keyspace whose time has passed: removed by whoever comes across them,
 * or by the expiry pass. The lock of the shard is held.
 */
final class KeyExpiry {
  private final Store store;
  private final Keyspace keyspace;
  private final Announcer announcer;
  private final FieldExpiry fields;
  private final ExpiryPosition position = new ExpiryPosition();

  /** Written by the maintenance thread. */
  private volatile long averageTtlMillis;

  KeyExpiry(Store store, Keyspace keyspace, Announcer announcer) {
    this.store = store;
    this.keyspace = keyspace;
    this.announcer = announcer;
    this.fields = new FieldExpiry(keyspace);
  }

  /** What becomes of fields of hashes whose time has passed. */
  FieldExpiry fields() {
    return fields;
  }

  /** Where the expiry pass goes on. */
  ExpiryPosition position() {
    return position;
  }

  long averageTtlMillis() {
    return averageTtlMillis;
  }

  /** Takes the average of a few keys into the running one, as Redis does; by one thread. */
  void sampleTtl(long millis) {
    long before = averageTtlMillis;
    averageTtlMillis = before == 0 ? millis : before / 50 * 49 + millis / 50;
  }

  /** Removes an entry that was come across, if its time, or that of all in it, has passed. */
  boolean removeIfOver(LiveEntry entry, long now) {
    long deadline = entry.deadline();
    if (deadline != RecordLayout.NO_DEADLINE && deadline <= now) {
      // Whoever looks a key up has taken along the locks of those who wait for it.
      announcer.goes(entry);
      remove(entry, now);
      return true;
    }
    return Kind.isTimed(entry.kind()) && fields.expireWhole(entry, now);
  }

  private void remove(LiveEntry entry, long now) {
    store.countExpired();
    if (!announcer.wants(Notification.EXPIRED)) {
      keyspace.removeExpired(entry, now);
      return;
    }
    ByteView key = Announcer.copyOfKey(entry);
    keyspace.removeExpired(entry, now);
    announcer.notify(Notification.EXPIRED, "expired", key);
  }

  /**
   * Removes the expired among the keys whose table holds position {@code from} in {@code shard}.
   *
   * @return the position to go on from; 0 past the last
   */
  long expireSome(Shard shard, long from, long now, ExpiryScratch scratch) {
    Index index = withDeadlines(shard);
    if (index == null) {
      return 0;
    }
    long next = index.visitTable(from, true, ref -> scratch.add(shard.memory, ref, now));
    for (int i = 0; i < scratch.count(); i++) {
      int ref = scratch.get(i);
      LiveEntry entry = shard.entry.point(index, index.hashOf(ref), ref);
      long deadline = entry.deadline();
      if (deadline != RecordLayout.NO_DEADLINE && deadline <= now) {
        remove(entry, now);
      } else {
        fields.expireSome(entry, now, scratch);
      }
    }
    return index.size() == 0 ? 0 : next;
  }

  /** Writes down the removal of all that has expired in {@code shard}. */
  void writeExpired(Shard shard, long now, EffectUnit unit) {
    Index index = withDeadlines(shard);
    if (index == null) {
      return;
    }
    ExpiryScratch scratch = new ExpiryScratch();
    long from = 0;
    do {
      scratch.clear();
      from = index.visitTable(from, true, ref -> scratch.add(shard.memory, ref, now));
      for (int i = 0; i < scratch.count(); i++) {
        int ref = scratch.get(i);
        fields.writeExpired(unit, shard.entry.point(index, index.hashOf(ref), ref), now);
      }
    } while (from != 0);
  }

  private @Nullable Index withDeadlines(Shard shard) {
    Index index = keyspace.contents().in(shard);
    return index == null || index.marked() == 0 ? null : index;
  }
}
