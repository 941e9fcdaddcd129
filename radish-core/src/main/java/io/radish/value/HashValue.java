// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.tree.TreeRoot;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What a hash does, whichever form it has: pairs packed into the record, in the order in which the
 * fields came, or a tree in the order of the fields' hash values.
 *
 * <p>A field may have a deadline, with which the hash becomes one of another kind ({@link
 * TimedHash}) until none has any more. A field that is due is not there for anybody, and stays in
 * memory until who changes the hash or the expiry pass removes it: a reader passes it by, because
 * there may be a million of them. So most methods take the time, in milliseconds since the epoch.
 *
 * <p>A hash without fields is not kept: who removes the last one removes the key.
 */
public final class HashValue {
  private static final KeyedElements FIELDS =
      new KeyedElements(Kind.HASH_PACKED, Kind.HASH_TREE, 2);

  /** A time at which no field is due. */
  public static final long BEFORE_ALL = Long.MIN_VALUE;

  /** What {@link #deadline} says where there is no such field. */
  public static final long NO_FIELD = -2;

  private HashValue() {}

  /** The number of fields that are not due. */
  public static long length(Entry hash, long now) {
    return CollectionValue.length(hash) - due(hash, now);
  }

  /** The number of fields that are due and have not been removed. */
  public static long due(Entry hash, long now) {
    return due(
        hash.memory(), hash.kind(), hash.segment(), hash.valueOffset(), hash.valueLength(), now);
  }

  /** As {@link #due(Entry, long)}, of a hash of {@code kind} whose value lies at {@code value}. */
  public static long due(
      ShardMemory memory, int kind, MemorySegment segment, long value, int length, long now) {
    return Kind.isTimed(kind) ? TimedHash.due(memory, kind, segment, value, length, now) : 0;
  }

  /** The earliest deadline of the fields of a timed hash whose value lies at {@code value}. */
  public static long earliest(int kind, MemorySegment segment, long value) {
    return TimedHash.earliest(kind, segment, value);
  }

  /** Points {@code value} at what a field holds; false where there is none, or one that is due. */
  public static boolean get(Entry hash, ByteView field, ByteView value, long now) {
    return Kind.isTimed(hash.kind())
        ? TimedHash.get(hash, field, value, now)
        : FIELDS.find(hash, field, value);
  }

  /**
   * When a field is due, in milliseconds since the epoch; {@link RecordLayout#NO_DEADLINE} where it
   * never is, {@link #NO_FIELD} where there is none, or one that is due.
   */
  public static long deadline(Entry hash, ByteView field, long now) {
    if (!Kind.isTimed(hash.kind())) {
      return FIELDS.find(hash, field, new ByteView()) ? RecordLayout.NO_DEADLINE : NO_FIELD;
    }
    long deadline = TimedHash.deadline(hash, field);
    return deadline >= 0 && deadline <= now ? NO_FIELD : deadline;
  }

  /**
   * Sets a field, which has no deadline afterwards; whether it is new. One that was due counts as
   * not there.
   */
  public static boolean put(Entry hash, ByteView field, ByteView value, long now) {
    return Kind.isTimed(hash.kind())
        ? TimedHash.put(hash, field, value, now)
        : FIELDS.put(hash, field, value, hash.settings().hashes());
  }

  /** Sets a field of a timed hash, there or not, whose deadline stays where it is not due. */
  public static void putKeeping(Entry hash, ByteView field, ByteView value, long now) {
    TimedHash.putKeeping(hash, field, value, now);
  }

  /**
   * Gives a field that is there a deadline, in milliseconds since the epoch and not negative, or
   * none.
   */
  public static void setDeadline(Entry hash, ByteView field, long deadline) {
    if (Kind.isTimed(hash.kind()) || deadline != RecordLayout.NO_DEADLINE) {
      TimedHash.setDeadline(hash, field, deadline);
    }
  }

  /**
   * Removes a field; whether it was there, and not due. The hash may be without fields afterwards.
   */
  public static boolean remove(Entry hash, ByteView field, long now) {
    return Kind.isTimed(hash.kind())
        ? TimedHash.remove(hash, field, now)
        : FIELDS.remove(hash, field);
  }

  /**
   * Removes fields that are due: all of a packed hash, {@code most} of one in trees, the earliest
   * first. The hash may be without fields afterwards.
   *
   * @return the fields, copied
   */
  public static List<ByteView> removeDue(Entry hash, long now, int most) {
    return Kind.isTimed(hash.kind()) ? TimedHash.removeDue(hash, now, most) : List.of();
  }

  /**
   * Visits about {@code count} fields from {@code cursor} on, 0 for the first ones, and of those
   * the ones that are not due. What is there from the first call to the last is visited at least
   * once, whatever happens to the others.
   *
   * @return the cursor to go on with, below 2^52; 0 past the last field
   */
  public static long scan(Entry hash, long cursor, long count, long now, EntryVisitor visitor) {
    if (!Kind.isTimed(hash.kind())) {
      return FIELDS.scan(hash, cursor, count, visitor);
    }
    if (hash.kind() == Kind.HASH_PACKED_TIMED) {
      TimedPacked.Walk walk = new TimedPacked.Walk().open(hash);
      while (walk.next()) {
        if (!walk.isDue(now)) {
          visitor.visit(walk.field(), walk.value());
        }
      }
      return 0;
    }
    ScoredTrees.Reader deadlines =
        TimedTrees.deadlines(hash.memory(), hash.segment(), hash.valueOffset());
    boolean anyDue = TimedHash.earliest(hash.kind(), hash.segment(), hash.valueOffset()) <= now;
    return KeyedElements.scanTree(
        hash,
        cursor,
        count,
        (head, field, value) -> {
          long deadline = anyDue ? deadlines.find(head, field, Long.MAX_VALUE) : Long.MAX_VALUE;
          if (deadline > now) {
            visitor.visit(field, value);
          }
        });
  }

  /** Whether Redis would keep it in its compact form. */
  public static boolean isCompact(Entry hash) {
    return hash.kind() == Kind.HASH_TREE_TIMED
        ? TreeRoot.note(hash.segment(), hash.valueOffset()) != KeyedElements.MARKED
        : !FIELDS.isMarked(hash);
  }

  /** Makes a tree of a packed hash of either kind. */
  static void toTree(Entry hash) {
    if (hash.kind() == Kind.HASH_PACKED) {
      FIELDS.toTree(hash);
    } else {
      TimedTrees.fromPacked(hash);
    }
  }

  static void packWhereSmall(Entry hash) {
    FIELDS.packWhereSmall(hash);
  }
}
