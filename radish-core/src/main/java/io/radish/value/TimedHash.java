// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * What a hash does of which a field has a deadline, packed ({@link TimedPacked}) or in trees
 * ({@link TimedTrees}): {@link HashValue} asks once for each operation which kind it is.
 *
 * <p>The earliest deadline stands in the record. As long as that has not come, no field is looked
 * at twice.
 */
final class TimedHash {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private TimedHash() {}

  /** The earliest deadline of the fields. */
  static long earliest(int kind, MemorySegment segment, long value) {
    int at = kind == Kind.HASH_PACKED_TIMED ? TimedPacked.EARLIEST : TimedTrees.EARLIEST;
    return segment.get(LONG, value + at);
  }

  private static boolean hasDue(Entry hash, long now) {
    return earliest(hash.kind(), hash.segment(), hash.valueOffset()) <= now;
  }

  private static boolean isPacked(Entry hash) {
    return hash.kind() == Kind.HASH_PACKED_TIMED;
  }

  private static boolean isDue(long deadline, long now) {
    return deadline != RecordLayout.NO_DEADLINE && deadline <= now;
  }

  /** How many fields are due of a hash whose value lies at {@code value}. */
  static long due(
      ShardMemory memory, int kind, MemorySegment segment, long value, int length, long now) {
    if (earliest(kind, segment, value) > now) {
      return 0;
    }
    return kind == Kind.HASH_PACKED_TIMED
        ? TimedPacked.due(segment, value, length, now)
        : TimedTrees.deadlines(memory, segment, value).upTo(now);
  }

  static boolean get(Entry hash, ByteView field, ByteView value, long now) {
    if (isPacked(hash)) {
      TimedPacked.Walk walk = new TimedPacked.Walk().open(hash);
      boolean found = walk.find(field) && !walk.isDue(now);
      if (found) {
        value.set(walk.value());
      }
      return found;
    }
    return TimedTrees.find(hash, field, value)
        && !(hasDue(hash, now) && isDue(TimedTrees.deadline(hash, field), now));
  }

  /** The deadline of a field, also where that has passed; {@link HashValue#NO_FIELD} for none. */
  static long deadline(Entry hash, ByteView field) {
    if (isPacked(hash)) {
      TimedPacked.Walk walk = new TimedPacked.Walk().open(hash);
      return walk.find(field) ? walk.deadline() : HashValue.NO_FIELD;
    }
    return TimedTrees.find(hash, field, new ByteView())
        ? TimedTrees.deadline(hash, field)
        : HashValue.NO_FIELD;
  }

  /** Sets a field, which has no deadline afterwards; whether it is new. */
  static boolean put(Entry hash, ByteView field, ByteView value, long now) {
    long old = deadline(hash, field);
    set(hash, field, value, RecordLayout.NO_DEADLINE);
    if (old >= 0 && hash.kind() == Kind.HASH_TREE_TIMED) {
      TimedTrees.setDeadline(hash, field, old, RecordLayout.NO_DEADLINE);
    }
    return old == HashValue.NO_FIELD || isDue(old, now);
  }

  /** Sets a field, whose deadline stays; one that was due is there anew, without a deadline. */
  static void putKeeping(Entry hash, ByteView field, ByteView value, long now) {
    long deadline = deadline(hash, field);
    if (deadline == HashValue.NO_FIELD || isDue(deadline, now)) {
      boolean _ = put(hash, field, value, now);
    } else {
      set(hash, field, value, deadline);
    }
  }

  /** Sets a field and, in a packed hash that has the room, its deadline. */
  private static void set(Entry hash, ByteView field, ByteView value, long deadline) {
    if (isPacked(hash)) {
      if (TimedPacked.put(hash, field, value, deadline)) {
        return;
      }
      TimedTrees.fromPacked(hash);
    }
    TimedTrees.put(hash, field, value);
  }

  /** Gives a field that is there another deadline or none, whatever kind the hash is of. */
  static void setDeadline(Entry hash, ByteView field, long deadline) {
    if (Kind.trees(hash.kind()) == 0) {
      TimedPacked.Walk walk = new TimedPacked.Walk().open(hash);
      if (walk.find(field) && TimedPacked.put(hash, field, walk.value(), deadline)) {
        return;
      }
      HashValue.toTree(hash);
    }
    if (hash.kind() == Kind.HASH_TREE) {
      TimedTrees.fromTree(hash);
    }
    long old = TimedTrees.deadline(hash, field);
    if (old != deadline) {
      TimedTrees.setDeadline(hash, field, old, deadline);
    }
  }

  /** Removes a field; whether it was there and not due. */
  static boolean remove(Entry hash, ByteView field, long now) {
    long deadline = deadline(hash, field);
    if (deadline == HashValue.NO_FIELD) {
      return false;
    }
    if (isPacked(hash)) {
      TimedPacked.remove(hash, field, now);
    } else {
      TimedTrees.remove(hash, field);
    }
    return !isDue(deadline, now);
  }

  /** Removes fields that are due; see {@link HashValue#removeDue}. */
  static List<ByteView> removeDue(Entry hash, long now, int most) {
    if (!hasDue(hash, now)) {
      return List.of();
    }
    if (!isPacked(hash)) {
      return TimedTrees.removeDue(hash, now, most);
    }
    List<ByteView> removed = new ArrayList<>();
    TimedPacked.Walk walk = new TimedPacked.Walk().open(hash);
    while (walk.next()) {
      if (walk.isDue(now)) {
        removed.add(ByteView.of(walk.field().toBytes()));
      }
    }
    TimedPacked.remove(hash, null, now);
    return removed;
  }
}
