// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.tree.TreeCursor;
import io.radish.tree.TreeEdit;
import io.radish.tree.TreeRoot;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a stream does with its groups, their consumers, and the entries that were delivered and not
 * acknowledged yet.
 *
 * <p>All of it lies in one tree, groups and consumers under numbers that stand for their names:
 *
 * <pre>
 *   head               rest                          value
 *   0                  name of a group               its number 4 | last id 16 | entries read 8
 *   group << 32 | 1    name of a consumer            its number 4 | seen 8 | active 8
 *   group << 32 | 2    id of a pending entry         consumer 4 | time of delivery 8 | deliveries 8
 *   group << 32 | 3    consumer 4, id                nothing
 *   group << 32 | 4    consumer 4                    its name
 * </pre>
 *
 * <p>So how many of them there are is the difference of two ranks. Numbers have their high bytes
 * first. Times are in milliseconds since the epoch.
 */
public final class StreamGroups {
  /** What {@link Group#entriesRead} is while nobody knows. */
  public static final long UNKNOWN = -1;

  /** What {@link Consumer#activeMillis} is of one that never got an entry. */
  public static final long NEVER = -1;

  static final int NAMES = 0;
  static final int CONSUMERS = 1;
  static final int PENDING = 2;
  static final int OF_CONSUMER = 3;
  static final int CONSUMER_NAMES = 4;
  private static final int BEHIND_ALL = 5;

  static final int GROUP_BYTES = 4 + StreamId.BYTES + Long.BYTES;
  private static final ByteView NOTHING = new ByteView();

  /**
   * A group.
   *
   * @param number what stands for its name
   * @param lastId the last entry that was delivered
   * @param entriesRead how many entries up to that one the stream ever had, or {@link #UNKNOWN}
   */
  public record Group(int number, StreamId lastId, long entriesRead) {}

  /**
   * A consumer of a group.
   *
   * @param number what stands for its name
   * @param seenMillis when it last asked for something
   * @param activeMillis when it last got something, or {@link #NEVER}
   */
  public record Consumer(int number, long seenMillis, long activeMillis) {}

  /**
   * An entry that was delivered and not acknowledged.
   *
   * @param consumer the number of the consumer that has it
   */
  public record Pending(int consumer, long deliveredMillis, long deliveries) {}

  private StreamGroups() {}

  // ---- keys and values ----

  static long head(int group, int kind) {
    return (group & 0xFFFFFFFFL) << 32 | kind;
  }

  private static ByteView idBytes(StreamId id) {
    byte[] bytes = new byte[StreamId.BYTES];
    id.write(bytes, 0);
    return ByteView.of(bytes);
  }

  static ByteView numberBytes(int number) {
    byte[] bytes = new byte[4];
    putInt(bytes, number);
    return ByteView.of(bytes);
  }

  static ByteView consumersId(int consumer, StreamId id) {
    byte[] bytes = new byte[4 + StreamId.BYTES];
    putInt(bytes, consumer);
    id.write(bytes, 4);
    return ByteView.of(bytes);
  }

  private static void putInt(byte[] bytes, int value) {
    for (int i = 0; i < 4; i++) {
      bytes[i] = (byte) (value >>> (24 - 8 * i));
    }
  }

  static int number(ByteView value) {
    int number = 0;
    for (int i = 0; i < 4; i++) {
      number = number << 8 | (value.get(i) & 0xFF);
    }
    return number;
  }

  private static ByteView value(int number, long first, long second) {
    byte[] bytes = new byte[4 + 2 * Long.BYTES];
    putInt(bytes, number);
    StreamId.putLong(bytes, 4, first);
    StreamId.putLong(bytes, 12, second);
    return ByteView.of(bytes);
  }

  private static ByteView groupValue(int number, StreamId last, long read) {
    byte[] bytes = new byte[GROUP_BYTES];
    putInt(bytes, number);
    last.write(bytes, 4);
    StreamId.putLong(bytes, 4 + StreamId.BYTES, read);
    return ByteView.of(bytes);
  }

  static Group group(ByteView value) {
    return new Group(
        number(value), StreamId.read(value, 4), StreamId.getLong(value, 4 + StreamId.BYTES));
  }

  static Consumer consumer(ByteView value) {
    return new Consumer(number(value), StreamId.getLong(value, 4), StreamId.getLong(value, 12));
  }

  static Pending pending(ByteView value) {
    return new Pending(number(value), StreamId.getLong(value, 4), StreamId.getLong(value, 12));
  }

  // ---- looking ----

  private static boolean exists(Entry stream) {
    return TreeRoot.exists(stream.segment(), stream.valueOffset() + StreamLayout.GROUPS);
  }

  private static TreeCursor tree(Entry stream) {
    return new TreeCursor()
        .open(stream.memory(), stream.segment(), stream.valueOffset() + StreamLayout.GROUPS);
  }

  private static @Nullable ByteView find(Entry stream, long head, ByteView rest) {
    if (!exists(stream)) {
      return null;
    }
    TreeCursor tree = tree(stream);
    return tree.seek(head, rest) ? tree.value() : null;
  }

  /** The group of that name, or null. */
  public static @Nullable Group find(Entry stream, ByteView name) {
    ByteView value = find(stream, NAMES, name);
    return value == null ? null : group(value);
  }

  /** The consumer of that name, or null. */
  public static @Nullable Consumer findConsumer(Entry stream, int group, ByteView name) {
    ByteView value = find(stream, head(group, CONSUMERS), name);
    return value == null ? null : consumer(value);
  }

  /** What is known of a pending entry, or null where it is none. */
  public static @Nullable Pending findPending(Entry stream, int group, StreamId id) {
    ByteView value = find(stream, head(group, PENDING), idBytes(id));
    return value == null ? null : pending(value);
  }

  /** As {@link #findPending} says of one that is there, of a stream that lies at {@code value}. */
  static Pending pending(
      ShardMemory memory, MemorySegment segment, long value, int group, StreamId id) {
    TreeCursor tree = new TreeCursor().open(memory, segment, value + StreamLayout.GROUPS);
    if (!tree.seek(head(group, PENDING), idBytes(id))) {
      throw new IllegalStateException("an entry that is a consumer's is not pending");
    }
    return pending(tree.value());
  }

  /** The name of a consumer, valid until the stream is changed. */
  public static ByteView consumerName(Entry stream, int group, int consumer) {
    ByteView name = find(stream, head(group, CONSUMER_NAMES), numberBytes(consumer));
    if (name == null) {
      throw new IllegalStateException("a pending entry of no consumer");
    }
    return name;
  }

  // ---- counting ----

  private static long rank(TreeCursor tree, long head, ByteView rest) {
    boolean _ = tree.seek(head, rest);
    return tree.rank();
  }

  private static long between(Entry stream, long head, ByteView from, long endHead, ByteView end) {
    if (!exists(stream)) {
      return 0;
    }
    TreeCursor tree = tree(stream);
    return rank(tree, endHead, end) - rank(tree, head, from);
  }

  /** The number of groups. */
  public static long count(Entry stream) {
    return between(stream, 0, NOTHING, 1, NOTHING);
  }

  /** The number of a group's consumers. */
  public static long consumers(Entry stream, int group) {
    return between(stream, head(group, CONSUMERS), NOTHING, head(group, PENDING), NOTHING);
  }

  /** The number of a group's pending entries. */
  public static long pending(Entry stream, int group) {
    return between(stream, head(group, PENDING), NOTHING, head(group, OF_CONSUMER), NOTHING);
  }

  /** The last of a group's pending entries, of which there is one. */
  public static StreamId lastPending(Entry stream, int group) {
    TreeCursor tree = tree(stream);
    boolean _ = tree.seek(head(group, OF_CONSUMER), NOTHING);
    boolean _ = tree.previous();
    return StreamId.read(tree.rest(), 0);
  }

  /** The number of the pending entries that a consumer has. */
  public static long pendingOf(Entry stream, int group, int consumer) {
    return pendingOf(stream, group, consumer, StreamId.ZERO);
  }

  /** The number of those from {@code first} on. */
  public static long pendingOf(Entry stream, int group, int consumer, StreamId first) {
    long head = head(group, OF_CONSUMER);
    boolean isLast = consumer == -1;
    return between(
        stream,
        head,
        consumersId(consumer, first),
        isLast ? head + 1 : head,
        isLast ? NOTHING : numberBytes(consumer + 1));
  }

  // ---- groups ----

  private static TreeEdit edit(Entry stream) {
    stream.beforeWrite();
    long root = stream.valueOffset() + StreamLayout.GROUPS;
    if (!TreeRoot.exists(stream.segment(), root)) {
      TreeRoot.init(stream.versions(), stream.segment(), root);
    }
    return new TreeEdit(stream.versions(), stream.segment(), root);
  }

  /**
   * The number for the next group or consumer; the last one there is comes when all are used up.
   */
  private static int takeNumber(Entry stream, int at) {
    MemorySegment segment = stream.segment();
    long place = stream.valueOffset() + at;
    int number = StreamLayout.small(segment, place) + 1;
    if (number == 0) {
      throw new IllegalStateException(
          "a stream has had 4294967295 groups or consumers: copy it to give them new numbers");
    }
    StreamLayout.setSmall(segment, place, number);
    return number;
  }

  /** Makes a group; its number. There is none of that name. */
  public static int create(Entry stream, ByteView name, StreamId last, long read) {
    TreeEdit edit = edit(stream);
    int number = takeNumber(stream, StreamLayout.NEXT_GROUP);
    edit.put(NAMES, name, groupValue(number, last, read));
    return number;
  }

  /** Says what a group has read. */
  public static void set(Entry stream, ByteView name, int number, StreamId last, long read) {
    edit(stream).put(NAMES, name, groupValue(number, last, read));
  }

  /** Removes a group with all that belongs to it. */
  public static void destroy(Entry stream, ByteView name, int number) {
    TreeEdit edit = edit(stream);
    TreeCursor tree = tree(stream);
    long from = rank(tree, head(number, CONSUMERS), NOTHING);
    long to = rank(tree, head(number, BEHIND_ALL), NOTHING);
    edit.removeRange(from, to - from);
    if (edit.find(NAMES, name)) {
      edit.remove();
    }
    giveBackNumbers(stream);
  }

  /** Where nothing is left numbers begin anew. */
  private static void giveBackNumbers(Entry stream) {
    long value = stream.valueOffset();
    if (TreeRoot.count(stream.segment(), value + StreamLayout.GROUPS) == 0) {
      StreamLayout.setSmall(stream.segment(), value + StreamLayout.NEXT_GROUP, 0);
      StreamLayout.setSmall(stream.segment(), value + StreamLayout.NEXT_CONSUMER, 0);
    }
  }

  // ---- consumers ----

  /** Makes a consumer; its number. There is none of that name. */
  public static int createConsumer(Entry stream, int group, ByteView name, long seen, long active) {
    TreeEdit edit = edit(stream);
    int number = takeNumber(stream, StreamLayout.NEXT_CONSUMER);
    ByteView numberBytes = numberBytes(number);
    edit.put(head(group, CONSUMER_NAMES), numberBytes, name);
    try {
      edit.put(head(group, CONSUMERS), name, value(number, seen, active));
    } catch (RuntimeException | Error noMemory) {
      removeWhereThere(edit, head(group, CONSUMER_NAMES), numberBytes);
      throw noMemory;
    }
    return number;
  }

  /** Says when a consumer was there. */
  public static void setTimes(
      Entry stream, int group, ByteView name, int number, long seen, long active) {
    edit(stream).put(head(group, CONSUMERS), name, value(number, seen, active));
  }

  /** Removes a consumer with its pending entries. */
  public static void deleteConsumer(Entry stream, int group, ByteView name, int number) {
    TreeEdit edit = edit(stream);
    StreamId[] some = new StreamId[256];
    int count;
    do {
      count = 0;
      GroupCursor cursor = new GroupCursor().openPendingOf(stream, group, number, StreamId.ZERO);
      while (count < some.length && cursor.next()) {
        some[count++] = cursor.id();
      }
      for (StreamId id : Arrays.asList(some).subList(0, count)) {
        forget(edit, group, number, id);
      }
    } while (count == some.length);
    removeWhereThere(edit, head(group, CONSUMERS), name);
    removeWhereThere(edit, head(group, CONSUMER_NAMES), numberBytes(number));
  }

  private static void removeWhereThere(TreeEdit edit, long head, ByteView rest) {
    if (edit.find(head, rest)) {
      edit.remove();
    }
  }

  // ---- pending entries ----

  /** Makes an entry a consumer's, whoever had it before. */
  public static void assign(
      Entry stream, int group, StreamId id, int consumer, long delivered, long deliveries) {
    TreeEdit edit = edit(stream);
    ByteView idBytes = idBytes(id);
    int before = 0;
    boolean isNew = !edit.find(head(group, PENDING), idBytes);
    if (!isNew) {
      before = number(edit.found().value());
    }
    if (isNew || before != consumer) {
      edit.put(head(group, OF_CONSUMER), consumersId(consumer, id), NOTHING);
    }
    try {
      edit.put(head(group, PENDING), idBytes, value(consumer, delivered, deliveries));
    } catch (RuntimeException | Error noMemory) {
      if (isNew || before != consumer) {
        removeWhereThere(edit, head(group, OF_CONSUMER), consumersId(consumer, id));
      }
      throw noMemory;
    }
    if (!isNew && before != consumer) {
      removeWhereThere(edit, head(group, OF_CONSUMER), consumersId(before, id));
    }
  }

  /** Takes an entry off a group's pending ones; whether it was one. */
  public static boolean acknowledge(Entry stream, int group, StreamId id) {
    Pending pending = findPending(stream, group, id);
    if (pending == null) {
      return false;
    }
    forget(edit(stream), group, pending.consumer, id);
    return true;
  }

  private static void forget(TreeEdit edit, int group, int consumer, StreamId id) {
    removeWhereThere(edit, head(group, PENDING), idBytes(id));
    removeWhereThere(edit, head(group, OF_CONSUMER), consumersId(consumer, id));
  }

  // ---- for those who put a stream together ----

  /** The number of the group made last; 0 where there is none. */
  static int lastGroup(Entry stream) {
    return StreamLayout.small(stream.segment(), stream.valueOffset() + StreamLayout.NEXT_GROUP);
  }

  /** The number of the consumer made last, where it is the group's; 0 otherwise. */
  static int lastConsumer(Entry stream, int group) {
    int last =
        StreamLayout.small(stream.segment(), stream.valueOffset() + StreamLayout.NEXT_CONSUMER);
    boolean isOfGroup = find(stream, head(group, CONSUMER_NAMES), numberBytes(last)) != null;
    return isOfGroup ? last : 0;
  }
}
