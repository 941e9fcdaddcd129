// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.event.KeyEvents;
import io.radish.event.Notification;
import io.radish.event.StoreEvent;
import io.radish.memory.ByteView;
import io.radish.value.CollectionValue;
import io.radish.value.Entry;
import io.radish.value.ValueType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who is told what happens in a keyspace: those who wait for a key, those who watch it, and who
 * listens to the store's events and to those of keys. While it is being loaded it is nobody's
 * business.
 *
 * <p>The lock of the key's shard is held.
 */
final class Announcer {
  private final Store store;
  private final Keyspace keyspace;
  private final KeyEvents keyEvents;

  /** The number of the database or the name, for {@link KeyEvents}. */
  private final byte[] place;

  Announcer(Store store, Keyspace keyspace) {
    this.store = store;
    this.keyspace = keyspace;
    this.keyEvents = store.keyEvents();
    this.place = placeOf(keyspace.name());
  }

  // ---- those who wait ----

  /**
   * Notes for those who wait that {@code key} is there now, or has what they may wait for; whatever
   * puts a record into an index has to do so.
   */
  void cameIntoBeing(Shard shard, Key key) {
    WaitingRoom room = shard.waiting;
    if (room != null && keyspace.isLive()) {
      store.waiters().signal(shard, room, keyspace.name(), key);
    }
  }

  /** Notes for those who wait for more of a stream that it goes, or becomes something else. */
  void goes(LiveEntry entry) {
    WaitingRoom room = entry.shard().waiting;
    if (room != null && keyspace.isLive() && entry.type() == ValueType.STREAM) {
      ByteView key = entry.key(new ByteView());
      store.waiters().signal(entry.shard(), room, keyspace.name(), entry.hash(), key);
    }
  }

  // ---- those who watch ----

  /** Tells those who watch the key of {@code entry} that it is changing, or has changed. */
  void changes(LiveEntry entry) {
    WatchRoom room = entry.shard().watching;
    if (room != null) {
      changes(room, entry.hash(), keyspace.keyOf(entry));
    }
  }

  /** As {@link #changes(LiveEntry)}, of a key whose entry there may be none of. */
  void changes(WatchRoom room, long hash, ByteView key) {
    tell(room, hash, key, false);
  }

  /** Tells them of a change to what is known beside the entry's value. */
  void changesBeside(LiveEntry entry) {
    WatchRoom room = entry.shard().watching;
    if (room != null) {
      tell(room, entry.hash(), keyspace.keyOf(entry), true);
    }
  }

  private void tell(WatchRoom room, long hash, ByteView key, boolean beside) {
    if (keyspace.isLive()) {
      room.changed(keyspace.name(), hash, key, beside);
    }
  }

  /** Tells them that the key of {@code entry} goes, because of the time or of something else. */
  void leaves(LiveEntry entry, boolean expired) {
    WatchRoom room = entry.shard().watching;
    if (room == null) {
      return;
    }
    ByteView key = keyspace.keyOf(entry);
    if (expired && keyspace.isLive()) {
      room.expired(keyspace.name(), entry.hash(), key);
    } else {
      changes(room, entry.hash(), key);
    }
  }

  // ---- those who listen to keys ----

  /** How {@link KeyEvents} call a keyspace: by the number of the database, or else its name. */
  static byte[] placeOf(KeyspaceName name) {
    int database = name.database();
    String text = database < 0 ? name.toString() : Integer.toString(database);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  boolean wants(Notification kind) {
    return keyEvents.wants(kind);
  }

  void notify(Notification kind, String event, ByteView key) {
    if (keyEvents.wants(kind) && keyspace.isLive()) {
      keyEvents.tell(event, place, key);
    }
  }

  // ---- those who listen to the store ----

  /** Whether anybody listens to the store's events. */
  boolean tells() {
    return keyspace.isLive() && store.events().isActive();
  }

  /** What events say of the entry's value; null while nobody listens. */
  StoreEvent.@Nullable Value valueForEvent(Entry entry) {
    return tells() ? valueOf(entry) : null;
  }

  private static StoreEvent.Value valueOf(Entry entry) {
    return entry.type() == ValueType.STRING
        ? valueOf(entry.value(new ByteView()))
        : new StoreEvent.Value(entry.type(), null, CollectionValue.length(entry));
  }

  private static StoreEvent.Value valueOf(ByteView string) {
    return new StoreEvent.Value(ValueType.STRING, ByteView.of(string.toBytes()), 1);
  }

  /** Tells of an entry that was changed, if anybody listens. */
  void publishSet(Entry entry, StoreEvent.@Nullable Value before, long now) {
    if (tells()) {
      publish(StoreEvent.Type.SET, copyOfKey(entry), before, valueOf(entry), now);
    }
  }

  /** Tells of a key that was set to a string, if anybody listens. */
  void publishSet(Key key, StoreEvent.@Nullable Value before, ByteView value, long now) {
    if (tells()) {
      ByteView copy = ByteView.of(key.bytes().toBytes());
      publish(StoreEvent.Type.SET, copy, before, valueOf(value), now);
    }
  }

  /** Tells of an entry that goes, if anybody listens. */
  void publishGone(StoreEvent.Type why, Entry entry, StoreEvent.@Nullable Value before, long now) {
    if (tells()) {
      publish(why, copyOfKey(entry), before, null, now);
    }
  }

  void publish(
      StoreEvent.Type type,
      @Nullable ByteView key,
      StoreEvent.@Nullable Value before,
      StoreEvent.@Nullable Value after,
      long now) {
    Instant instant = Instant.ofEpochMilli(now);
    store.events().publish(new StoreEvent(type, keyspace.label(), key, before, after, instant));
  }

  static ByteView copyOfKey(Entry entry) {
    return ByteView.of(entry.key(new ByteView()).toBytes());
  }
}
