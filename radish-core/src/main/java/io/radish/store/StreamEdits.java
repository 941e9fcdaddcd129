// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.EffectUnit;
import io.radish.effect.StreamEffect;
import io.radish.event.Notification;
import io.radish.event.StoreEvent;
import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.GroupCursor;
import io.radish.value.StreamCursor;
import io.radish.value.StreamGroups;
import io.radish.value.StreamId;
import io.radish.value.StreamValue;
import io.radish.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of streams in place, as a {@link Keyspace} offers them: counted, told to listeners, and
 * written down. The entries are those found last in their shards, whose locks are held. A stream
 * stays when it has lost its last entry.
 */
public final class StreamEdits {
  /** Ids written down at once: enough to cost little, and few enough for their number. */
  public static final int WRITTEN_AT_ONCE = 1024;

  private final Keyspace keyspace;

  StreamEdits(Keyspace keyspace) {
    this.keyspace = keyspace;
  }

  private void write(Entry stream, StreamEffect effect) {
    EffectUnit unit = keyspace.unit(stream);
    if (unit != null) {
      unit.stream(keyspace.label(), keyspace.keyOf(stream), effect);
    }
  }

  private Entry create(Key key, long now) {
    return keyspace.createCollection(key, ValueType.STREAM, keyspace.defaultDeadline(now), now);
  }

  private void writeDeadline(Entry stream) {
    EffectUnit unit = keyspace.unit(stream);
    if (unit != null) {
      keyspace.writeDeadline(unit, stream);
    }
  }

  // ---- entries ----

  /**
   * Adds an entry, whose id is above the last one.
   *
   * @param found the stream at {@code key}; null where there is none, which is made then
   * @return the stream
   */
  public Entry add(Key key, @Nullable Entry found, StreamId id, ByteView fields, long now) {
    StoreEvent.Value before = found == null ? null : keyspace.valueForEvent(found);
    Entry stream = found == null ? create(key, now) : found;
    boolean done = false;
    try {
      StreamValue.add(stream, id, fields);
      done = true;
    } finally {
      if (!done && found == null) {
        keyspace.giveUp(stream);
      }
    }
    write(stream, new StreamEffect.Add(id, fields));
    if (found == null) {
      writeDeadline(stream);
    }
    keyspace.changed(stream, before, now);
    keyspace.hasNews(key);
    return stream;
  }

  /** Deletes entries by their ids; how many were there. */
  public int delete(Entry stream, List<StreamId> ids, long now) {
    StoreEvent.Value before = keyspace.valueForEvent(stream);
    List<StreamId> deleted = new ArrayList<>();
    for (StreamId id : ids) {
      if (StreamValue.remove(stream, id)) {
        deleted.add(id);
      }
    }
    if (!deleted.isEmpty()) {
      write(stream, new StreamEffect.Delete(deleted));
      keyspace.changed(stream, before, now);
    }
    return deleted.size();
  }

  /** Removes the first {@code count} entries, or as many as there are. */
  public void trim(Entry stream, long count, long now) {
    if (count > 0 && StreamValue.length(stream) > 0) {
      StoreEvent.Value before = keyspace.valueForEvent(stream);
      StreamValue.trim(stream, count);
      write(stream, new StreamEffect.Trim(StreamValue.length(stream)));
      keyspace.changed(stream, before, now);
    }
  }

  /**
   * Sets the limits for ids, and the count of what was added.
   *
   * @param found the stream at {@code key}; null where there is none, which is made then
   */
  public void setIds(
      Key key, @Nullable Entry found, StreamId last, StreamId maxDeleted, long added, long now) {
    StoreEvent.Value before = found == null ? null : keyspace.valueForEvent(found);
    Entry stream = found == null ? create(key, now) : found;
    StreamValue.setIds(stream, last, maxDeleted, added);
    write(stream, new StreamEffect.SetIds(last, maxDeleted, added));
    if (found == null) {
      writeDeadline(stream);
      keyspace.changed(stream, null, now);
    } else {
      keyspace.changedBeside(stream, before, now);
    }
  }

  // ---- groups ----

  /**
   * Makes a group, of which there is none of that name.
   *
   * @param found the stream at {@code key}; null where there is none, which is made then
   */
  public void createGroup(
      Key key, @Nullable Entry found, ByteView group, StreamId last, long read, long now) {
    StoreEvent.Value before = found == null ? null : keyspace.valueForEvent(found);
    Entry stream = found == null ? create(key, now) : found;
    boolean done = false;
    try {
      int _ = StreamGroups.create(stream, group, last, read);
      done = true;
    } finally {
      if (!done && found == null) {
        keyspace.giveUp(stream);
      }
    }
    write(stream, new StreamEffect.CreateGroup(group, last, read));
    if (found == null) {
      writeDeadline(stream);
      keyspace.changed(stream, null, now);
    } else {
      keyspace.changedBeside(stream, before, now);
    }
  }

  /** Says what a group has read. */
  public void setGroup(
      Entry stream, ByteView group, int number, StreamId last, long read, long now) {
    StoreEvent.Value before = keyspace.valueForEvent(stream);
    StreamGroups.set(stream, group, number, last, read);
    write(stream, new StreamEffect.SetGroup(group, last, read));
    keyspace.changedBeside(stream, before, now);
  }

  /** Removes a group; those who wait for what it would get are told. */
  public void destroyGroup(Key key, Entry stream, ByteView group, int number, long now) {
    StoreEvent.Value before = keyspace.valueForEvent(stream);
    StreamGroups.destroy(stream, group, number);
    write(stream, new StreamEffect.DestroyGroup(group));
    keyspace.changedBeside(stream, before, now);
    keyspace.hasNews(key);
  }

  /** The consumer of that name, made where it is not there, and seen now either way. */
  public StreamGroups.Consumer consumer(
      Entry stream, int group, ByteView groupName, ByteView name, long now) {
    StreamGroups.Consumer found = StreamGroups.findConsumer(stream, group, name);
    if (found == null) {
      return createConsumer(stream, group, groupName, name, now);
    }
    if (found.seenMillis() != now) {
      StreamGroups.setTimes(stream, group, name, found.number(), now, found.activeMillis());
    }
    return new StreamGroups.Consumer(found.number(), now, found.activeMillis());
  }

  /** Makes a consumer, of which there is none of that name. */
  public StreamGroups.Consumer createConsumer(
      Entry stream, int group, ByteView groupName, ByteView name, long now) {
    StoreEvent.Value before = keyspace.valueForEvent(stream);
    int number = StreamGroups.createConsumer(stream, group, name, now, StreamGroups.NEVER);
    write(stream, new StreamEffect.CreateConsumer(groupName, name));
    keyspace.changedBeside(stream, before, now);
    keyspace.notify(Notification.STREAM, "xgroup-createconsumer", keyspace.keyOf(stream));
    return new StreamGroups.Consumer(number, now, StreamGroups.NEVER);
  }

  /** Removes a consumer with its pending entries. */
  public void deleteConsumer(
      Entry stream, int group, ByteView groupName, ByteView name, int number, long now) {
    StoreEvent.Value before = keyspace.valueForEvent(stream);
    StreamGroups.deleteConsumer(stream, group, name, number);
    write(stream, new StreamEffect.DeleteConsumer(groupName, name));
    keyspace.changedBeside(stream, before, now);
  }

  /** Notes that a consumer got something; not written down by itself. */
  public void setActive(Entry stream, int group, ByteView name, int number, long now) {
    StreamGroups.setTimes(stream, group, name, number, now, now);
  }

  /** Who gets entries: a consumer of a group, with their names. */
  public record Claimant(int group, ByteView groupName, int consumer, ByteView consumerName) {}

  /** Makes entries a consumer's, whoever had them before. */
  public void claim(
      Entry stream,
      Claimant by,
      List<StreamId> ids,
      long deliveredMillis,
      long deliveries,
      long now) {
    if (ids.isEmpty()) {
      return;
    }
    StoreEvent.Value before = keyspace.valueForEvent(stream);
    for (StreamId id : ids) {
      StreamGroups.assign(stream, by.group, id, by.consumer, deliveredMillis, deliveries);
    }
    write(
        stream,
        new StreamEffect.Claim(by.groupName, by.consumerName, ids, deliveredMillis, deliveries));
    keyspace.changedBeside(stream, before, now);
  }

  /** Takes entries off the pending ones; how many were so. */
  public int acknowledge(
      Entry stream, int group, ByteView groupName, List<StreamId> ids, long now) {
    StoreEvent.Value before = keyspace.valueForEvent(stream);
    List<StreamId> known = new ArrayList<>();
    for (StreamId id : ids) {
      if (StreamGroups.acknowledge(stream, group, id)) {
        known.add(id);
      }
    }
    if (!known.isEmpty()) {
      write(stream, new StreamEffect.Acknowledge(groupName, known));
      keyspace.changedBeside(stream, before, now);
    }
    return known.size();
  }

  // ---- a stream that has come into being whole ----

  /** Writes down all of it. */
  void writeWhole(EffectUnit unit, Entry stream) {
    StreamCursor entries = new StreamCursor().open(stream);
    while (entries.next()) {
      unit.stream(
          keyspace.label(),
          keyspace.keyOf(stream),
          new StreamEffect.Add(entries.id(), entries.fields()));
    }
    unit.stream(
        keyspace.label(),
        keyspace.keyOf(stream),
        new StreamEffect.SetIds(
            StreamValue.lastId(stream),
            StreamValue.maxDeletedId(stream),
            StreamValue.added(stream)));
    GroupCursor groups = new GroupCursor().openGroups(stream);
    while (groups.next()) {
      StreamGroups.Group group = groups.group();
      unit.stream(
          keyspace.label(),
          keyspace.keyOf(stream),
          new StreamEffect.CreateGroup(groups.name(), group.lastId(), group.entriesRead()));
      writeConsumers(unit, stream, group.number(), groups.name());
    }
    keyspace.writeDeadline(unit, stream);
  }

  private void writeConsumers(EffectUnit unit, Entry stream, int group, ByteView groupName) {
    GroupCursor consumers = new GroupCursor().openConsumers(stream, group);
    while (consumers.next()) {
      unit.stream(
          keyspace.label(),
          keyspace.keyOf(stream),
          new StreamEffect.CreateConsumer(groupName, consumers.name()));
      GroupCursor pending =
          new GroupCursor()
              .openPendingOf(stream, group, consumers.consumer().number(), StreamId.ZERO);
      writePending(unit, stream, group, groupName, consumers.name(), pending);
    }
  }

  /** Entries that were delivered together make one effect. */
  private void writePending(
      EffectUnit unit,
      Entry stream,
      int group,
      ByteView groupName,
      ByteView consumer,
      GroupCursor pending) {
    List<StreamId> ids = new ArrayList<>();
    StreamGroups.@Nullable Pending last = null;
    while (pending.next()) {
      StreamGroups.Pending each = StreamGroups.findPending(stream, group, pending.id());
      if (ids.size() == WRITTEN_AT_ONCE || (last != null && !last.equals(each))) {
        writeClaim(unit, stream, groupName, consumer, ids, last);
        ids.clear();
      }
      last = each;
      ids.add(pending.id());
    }
    if (last != null) {
      writeClaim(unit, stream, groupName, consumer, ids, last);
    }
  }

  private void writeClaim(
      EffectUnit unit,
      Entry stream,
      ByteView groupName,
      ByteView consumer,
      List<StreamId> ids,
      StreamGroups.@Nullable Pending how) {
    if (how == null) {
      throw new IllegalStateException("an entry that is a consumer's is not pending");
    }
    unit.stream(
        keyspace.label(),
        keyspace.keyOf(stream),
        new StreamEffect.Claim(
            groupName, consumer, List.copyOf(ids), how.deliveredMillis(), how.deliveries()));
  }
}
