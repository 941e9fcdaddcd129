// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.StreamEffect;
import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.RecordLayout;
import io.radish.value.StreamGroups;
import io.radish.value.StreamId;
import io.radish.value.StreamValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes an effect on a stream again. Says what does not fit; used by an {@link EffectApplier},
 * under the lock of the key's shard.
 */
final class StreamApplier {
  private StreamApplier() {}

  /**
   * Applies an effect.
   *
   * @param found the stream, or null where there is none
   * @return what does not fit, or null
   */
  static @Nullable String apply(
      Keyspace in, Key key, @Nullable Entry found, StreamEffect effect, long now) {
    return switch (effect) {
      case StreamEffect.Add add -> add(in, key, found, add, now);
      case StreamEffect.SetIds ids -> {
        in.streams().setIds(key, found, ids.last(), ids.maxDeleted(), ids.added(), now);
        withoutDeadline(in, key, found);
        yield null;
      }
      case StreamEffect.CreateGroup create -> createGroup(in, key, found, create, now);
      default -> found == null ? "there is no such key" : applyThere(in, key, found, effect, now);
    };
  }

  /** A stream that an effect makes has no deadline: another effect gives it one. */
  private static void withoutDeadline(Keyspace in, Key key, @Nullable Entry found) {
    Entry made = found == null ? in.find(key, Long.MIN_VALUE) : null;
    if (made != null) {
      in.setDeadline(made, RecordLayout.NO_DEADLINE);
    }
  }

  private static @Nullable String add(
      Keyspace in, Key key, @Nullable Entry found, StreamEffect.Add add, long now) {
    StreamId last = found == null ? StreamId.ZERO : StreamValue.lastId(found);
    if (add.id().compareTo(last) <= 0) {
      return "its last entry is " + last + ", not below " + add.id();
    }
    Entry _ = in.streams().add(key, found, add.id(), add.fields(), now);
    withoutDeadline(in, key, found);
    return null;
  }

  private static @Nullable String createGroup(
      Keyspace in, Key key, @Nullable Entry found, StreamEffect.CreateGroup create, long now) {
    if (found != null && StreamGroups.find(found, create.group()) != null) {
      return "it has that group";
    }
    in.streams().createGroup(key, found, create.group(), create.last(), create.read(), now);
    withoutDeadline(in, key, found);
    return null;
  }

  private static @Nullable String applyThere(
      Keyspace in, Key key, Entry stream, StreamEffect effect, long now) {
    return switch (effect) {
      case StreamEffect.Delete delete ->
          in.streams().delete(stream, delete.ids(), now) == delete.ids().size()
              ? null
              : "it has no such entry";
      case StreamEffect.Trim trim -> {
        in.streams().trim(stream, StreamValue.length(stream) - trim.left(), now);
        yield null;
      }
      case StreamEffect.SetGroup set ->
          inGroup(
              stream,
              set.group(),
              group ->
                  in.streams()
                      .setGroup(stream, set.group(), group.number(), set.last(), set.read(), now));
      case StreamEffect.DestroyGroup destroy ->
          inGroup(
              stream,
              destroy.group(),
              group ->
                  in.streams().destroyGroup(key, stream, destroy.group(), group.number(), now));
      case StreamEffect.CreateConsumer create ->
          inGroup(
              stream,
              create.group(),
              group ->
                  in.streams()
                      .consumer(stream, group.number(), create.group(), create.consumer(), now));
      case StreamEffect.DeleteConsumer delete ->
          deleteConsumer(in, stream, delete.group(), delete.consumer(), now);
      case StreamEffect.Claim claim -> claim(in, stream, claim, now);
      case StreamEffect.Acknowledge acknowledge ->
          inGroup(
              stream,
              acknowledge.group(),
              group -> acknowledge(in, stream, group, acknowledge, now));
      case StreamEffect.Add _, StreamEffect.SetIds _, StreamEffect.CreateGroup _ ->
          throw new IllegalStateException("an effect on a stream that need not be there");
    };
  }

  /** What is done with a group that has to be there. */
  private interface GroupChange {
    void apply(StreamGroups.Group group);
  }

  private static @Nullable String inGroup(Entry stream, ByteView name, GroupChange change) {
    StreamGroups.Group group = StreamGroups.find(stream, name);
    if (group == null) {
      return "it has no such group";
    }
    change.apply(group);
    return null;
  }

  private static @Nullable String deleteConsumer(
      Keyspace in, Entry stream, ByteView groupName, ByteView name, long now) {
    StreamGroups.Group group = StreamGroups.find(stream, groupName);
    StreamGroups.Consumer consumer =
        group == null ? null : StreamGroups.findConsumer(stream, group.number(), name);
    if (group == null || consumer == null) {
      return "it has no such consumer";
    }
    in.streams().deleteConsumer(stream, group.number(), groupName, name, consumer.number(), now);
    return null;
  }

  private static @Nullable String claim(
      Keyspace in, Entry stream, StreamEffect.Claim claim, long now) {
    StreamGroups.Group group = StreamGroups.find(stream, claim.group());
    StreamGroups.Consumer consumer =
        group == null ? null : StreamGroups.findConsumer(stream, group.number(), claim.consumer());
    if (group == null || consumer == null) {
      return "it has no such consumer";
    }
    StreamEdits.Claimant by =
        new StreamEdits.Claimant(
            group.number(), claim.group(), consumer.number(), claim.consumer());
    in.streams().claim(stream, by, claim.ids(), claim.deliveredMillis(), claim.deliveries(), now);
    long active = Math.max(consumer.activeMillis(), claim.deliveredMillis());
    StreamGroups.setTimes(
        stream,
        group.number(),
        claim.consumer(),
        consumer.number(),
        Math.max(consumer.seenMillis(), active),
        active);
    return null;
  }

  private static void acknowledge(
      Keyspace in,
      Entry stream,
      StreamGroups.Group group,
      StreamEffect.Acknowledge acknowledge,
      long now) {
    List<StreamId> ids = acknowledge.ids();
    int _ = in.streams().acknowledge(stream, group.number(), acknowledge.group(), ids, now);
  }
}
