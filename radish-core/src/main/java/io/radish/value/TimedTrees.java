// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.memory.VersionedMemory;
import io.radish.tree.TreeBlocks;
import io.radish.tree.TreeCursor;
import io.radish.tree.TreeEdit;
import io.radish.tree.TreeRoot;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A large hash of which a field has a deadline: the tree of a hash as it is without, and beside it
 * the fields that have one with their deadlines, as a sorted set has members with scores.
 *
 * <pre>
 *   0    the root of the fields
 *   24   the roots of the deadlines ({@link ScoredTrees})
 *   72   the earliest deadline
 * </pre>
 *
 * <p>So the first deadline costs two roots and leaves a million fields as they lie, and so does the
 * end of the last.
 */
final class TimedTrees {
  private static final int DEADLINES = TreeRoot.BYTES;
  static final int EARLIEST = DEADLINES + ScoredTrees.ROOTS_BYTES;
  private static final int BYTES = EARLIEST + 8;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private TimedTrees() {}

  // ---- reading ----

  private static long head(Entry hash, ByteView field) {
    return hash.settings().hashing().of(field);
  }

  /** Reads the deadlines of a hash whose value lies at {@code value}. */
  static ScoredTrees.Reader deadlines(ShardMemory memory, MemorySegment segment, long value) {
    return new ScoredTrees.Reader().aim(memory, segment, value + DEADLINES);
  }

  /** Lets {@code reader} read the deadlines of a hash whose value lies at {@code value}. */
  static void aim(
      ScoredTrees.Reader reader, ShardMemory memory, MemorySegment segment, long value) {
    reader.aim(memory, segment, value + DEADLINES);
  }

  /** The deadline of a field that is there, or none. */
  static long deadline(Entry hash, ByteView field) {
    return deadlines(hash.memory(), hash.segment(), hash.valueOffset())
        .find(head(hash, field), field, RecordLayout.NO_DEADLINE);
  }

  /** Points {@code value} at what a field holds, due or not; false where there is no such field. */
  static boolean find(Entry hash, ByteView field, ByteView value) {
    TreeCursor cursor = new TreeCursor().aim(hash.memory(), hash.segment(), hash.valueOffset());
    boolean found = cursor.seek(head(hash, field), field);
    if (found) {
      value.set(cursor.value());
    }
    return found;
  }

  // ---- changing ----

  private static ScoredTrees deadlines(Entry hash) {
    return new ScoredTrees(hash, hash.segment(), hash.valueOffset() + DEADLINES);
  }

  /** Sets a field; its deadline stays. */
  static void put(Entry hash, ByteView field, ByteView value) {
    TreeEdit edit = KeyedElements.edit(hash);
    edit.put(head(hash, field), field, value);
    int longest = Math.max(field.length(), value.length());
    if (!hash.settings().hashes().allows(edit.count(), longest)) {
      TreeRoot.setNote(hash.segment(), hash.valueOffset(), KeyedElements.MARKED);
    }
  }

  /** Exchanges the deadline of a field that is there. */
  static void setDeadline(Entry hash, ByteView field, long old, long deadline) {
    hash.beforeWrite();
    ScoredTrees deadlines = deadlines(hash);
    if (deadline != RecordLayout.NO_DEADLINE) {
      deadlines.add(field, deadline);
    }
    if (old != RecordLayout.NO_DEADLINE) {
      deadlines.remove(field, old);
    }
    settle(hash, deadlines);
  }

  /** Notes the earliest deadline, or makes an ordinary hash of one that has none any more. */
  private static void settle(Entry hash, ScoredTrees deadlines) {
    if (deadlines.count() > 0) {
      hash.segment().set(LONG, hash.valueOffset() + EARLIEST, deadlines.lowest());
      return;
    }
    MemorySegment roots = MemorySegment.ofArray(hash.value(new ByteView()).toBytes());
    hash.reshape(Kind.HASH_TREE, TreeRoot.BYTES, TreeRoot.BYTES);
    free(hash.versions(), roots, DEADLINES, DEADLINES + TreeRoot.BYTES);
  }

  /** Removes a field that is there, with its deadline. */
  static void remove(Entry hash, ByteView field) {
    long deadline = deadline(hash, field);
    TreeEdit edit = KeyedElements.edit(hash);
    if (edit.find(head(hash, field), field)) {
      edit.remove();
    }
    if (deadline != RecordLayout.NO_DEADLINE) {
      ScoredTrees deadlines = deadlines(hash);
      deadlines.remove(field, deadline);
      settle(hash, deadlines);
    }
    packWhereSmall(hash);
  }

  /** Removes at most so many of the fields that are due, the earliest first. */
  static List<ByteView> removeDue(Entry hash, long now, int most) {
    List<ByteView> removed = new ArrayList<>();
    TreeEdit edit = KeyedElements.edit(hash);
    ScoredTrees deadlines = deadlines(hash);
    try {
      while (removed.size() < most && deadlines.count() > 0 && deadlines.lowest() <= now) {
        long deadline = deadlines.lowest();
        ByteView field = ByteView.of(deadlines.first().toBytes());
        if (edit.find(head(hash, field), field)) {
          edit.remove();
        }
        removed.add(field);
        deadlines.remove(field, deadline);
      }
    } finally {
      settle(hash, deadlines);
    }
    packWhereSmall(hash);
    return removed;
  }

  // ---- from one form to the other ----

  /** Puts two empty trees beside that of an ordinary hash, for a deadline to follow at once. */
  static void fromTree(Entry hash) {
    VersionedMemory versions = hash.versions();
    MemorySegment roots = MemorySegment.ofArray(new byte[BYTES]);
    try {
      TreeRoot.init(versions, roots, DEADLINES);
      TreeRoot.init(versions, roots, DEADLINES + TreeRoot.BYTES);
      hash.reshape(Kind.HASH_TREE_TIMED, BYTES, TreeRoot.BYTES);
    } catch (RuntimeException | Error noMemory) {
      free(versions, roots, DEADLINES, DEADLINES + TreeRoot.BYTES);
      throw noMemory;
    }
    // Until there is one: should there be no memory for it, nothing is due.
    roots.set(LONG, EARLIEST, Long.MAX_VALUE);
    long rest = BYTES - DEADLINES;
    MemorySegment.copy(roots, DEADLINES, hash.segment(), hash.valueOffset() + DEADLINES, rest);
  }

  /** Makes the trees first and the record last: without memory for all of it nothing changes. */
  static void fromPacked(Entry hash) {
    VersionedMemory versions = hash.versions();
    boolean marked = Packed.isMarked(hash.segment(), hash.valueOffset());
    MemorySegment roots = MemorySegment.ofArray(new byte[BYTES]);
    try {
      for (int at = 0; at < EARLIEST; at += TreeRoot.BYTES) {
        TreeRoot.init(versions, roots, at);
      }
      TreeEdit fields = new TreeEdit(versions, roots, 0);
      ScoredTrees deadlines = new ScoredTrees(hash, roots, DEADLINES);
      TimedPacked.Walk walk = new TimedPacked.Walk().open(hash);
      while (walk.next()) {
        fields.put(head(hash, walk.field()), walk.field(), walk.value());
        if (walk.deadline() != RecordLayout.NO_DEADLINE) {
          deadlines.add(walk.field(), walk.deadline());
        }
      }
      TreeRoot.setNote(roots, 0, marked ? KeyedElements.MARKED : 0);
      roots.set(LONG, EARLIEST, deadlines.lowest());
      hash.reshape(Kind.HASH_TREE_TIMED, BYTES, 0);
    } catch (RuntimeException | Error noMemory) {
      free(versions, roots, 0, DEADLINES, DEADLINES + TreeRoot.BYTES);
      throw noMemory;
    }
    MemorySegment.copy(roots, 0, hash.segment(), hash.valueOffset(), BYTES);
  }

  private static void free(VersionedMemory versions, MemorySegment roots, int... places) {
    for (int at : places) {
      if (TreeRoot.exists(roots, at)) {
        TreeBlocks.free(versions, roots, at);
      }
    }
  }

  /** Packs trees that take little; where there is no memory for that they stay. */
  private static void packWhereSmall(Entry hash) {
    if (hash.kind() == Kind.HASH_TREE) {
      HashValue.packWhereSmall(hash);
      return;
    }
    TreeCursor fields = new TreeCursor().aim(hash.memory(), hash.segment(), hash.valueOffset());
    if (!fields.isSmall(KeyedElements.PACKED_AGAIN_BYTES)) {
      return;
    }
    fields.open(hash.memory(), hash.segment(), hash.valueOffset());
    ScoredTrees.Reader deadlines = deadlines(hash.memory(), hash.segment(), hash.valueOffset());
    TimedPacked.Packing packing = new TimedPacked.Packing();
    while (fields.next()) {
      long deadline = deadlines.find(fields.head(), fields.rest(), RecordLayout.NO_DEADLINE);
      packing.add(fields.rest(), fields.value(), deadline);
    }
    boolean marked = TreeRoot.note(hash.segment(), hash.valueOffset()) == KeyedElements.MARKED;
    MemorySegment roots = MemorySegment.ofArray(hash.value(new ByteView()).toBytes());
    packing.into(hash, marked);
    free(hash.versions(), roots, 0, DEADLINES, DEADLINES + TreeRoot.BYTES);
  }
}
