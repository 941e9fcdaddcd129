// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.tree.TreeCursor;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Walks the elements of any collection, one after the other: for those who copy, show or write down
 * all of it.
 *
 * <p>A list has its elements from head to tail, a set its members, a hash each field before its
 * value, a sorted set each member before its score ({@link Scores}), a stream what {@link
 * StreamElements} says. What {@link CollectionValue#add} is given in this order makes the
 * collection anew.
 *
 * <p>Reads the value where it lies, which may be a copy of the record's value made at a cut.
 * Reusable; used by one thread at a time.
 */
public final class ElementCursor {
  /** What a cursor reads that was not opened. */
  private static final ShardMemory NOWHERE = new ShardMemory();

  private ShardMemory memory = NOWHERE;
  private final ListCursor list = new ListCursor(memory);
  private final TreeCursor tree = new TreeCursor();
  private final ZSetCursor zset = new ZSetCursor();
  private final ByteView unused = new ByteView();

  /** Made by the first stream. */
  private @Nullable StreamWalk stream;

  /** Made by the first hash of which a field has a deadline. */
  private @Nullable HashCursor timed;

  private int kind;
  private long left;
  private long deadline = RecordLayout.NO_DEADLINE;

  // Packed elements, or integers.
  private MemorySegment segment = MemorySegment.NULL;
  private long value;
  private long at;
  private int index;

  /** Opens a collection before its first element, with the fields of a hash that are due. */
  public ElementCursor open(Entry entry) {
    return open(entry, HashValue.BEFORE_ALL);
  }

  /** Opens a collection before its first element, without the fields of a hash that are due. */
  public ElementCursor open(Entry entry, long now) {
    return open(
        entry.memory(),
        entry.kind(),
        entry.segment(),
        entry.valueOffset(),
        entry.valueLength(),
        now);
  }

  /** Opens the collection of {@code kind} whose value lies at {@code value}. */
  public ElementCursor open(
      ShardMemory blocks, int of, MemorySegment root, long from, int valueLength, long now) {
    memory = blocks;
    kind = of;
    segment = root;
    value = from;
    left =
        of == Kind.STREAM || Kind.isTimed(of)
            ? 0
            : CollectionValue.length(of, root, from) * Kind.typeOf(of).elementsPerEntry();
    deadline = RecordLayout.NO_DEADLINE;
    switch (of) {
      case Kind.HASH_PACKED_TIMED, Kind.HASH_TREE_TIMED ->
          left = timed().open(memory, of, root, from, valueLength, now).length() * 2;
      case Kind.LIST_PACKED, Kind.LIST_CHUNKED -> list.open(memory, of, root, from, valueLength);
      case Kind.HASH_PACKED, Kind.SET_PACKED, Kind.ZSET_PACKED -> at = from + Packed.HEADER;
      case Kind.HASH_TREE, Kind.SET_TREE -> tree.open(memory, root, from);
      case Kind.SET_INTEGERS -> index = 0;
      case Kind.ZSET_TREE -> zset.open(memory, of, root, from, valueLength);
      case Kind.STREAM -> left = stream().open(memory, root, from).elements();
      default -> throw new IllegalArgumentException("kind " + of + " has no elements");
    }
    return this;
  }

  /** The number of elements from here on. */
  public long left() {
    return left;
  }

  /** Points {@code view} at the next element; false past the last. */
  public boolean next(ByteView view) {
    if (left == 0) {
      return false;
    }
    switch (kind) {
      case Kind.HASH_PACKED, Kind.SET_PACKED, Kind.ZSET_PACKED ->
          at = Elements.read(segment, at, view);
      case Kind.SET_TREE -> {
        boolean _ = tree.next();
        view.set(tree.rest());
      }
      case Kind.HASH_TREE -> nextOfHash(view);
      case Kind.HASH_PACKED_TIMED, Kind.HASH_TREE_TIMED -> nextOfTimed(view);
      case Kind.SET_INTEGERS -> Integers.text(Integers.get(segment, value, index++), view);
      case Kind.ZSET_TREE -> nextOfZSet(view);
      case Kind.STREAM -> stream().next(view);
      default -> {
        boolean _ = list.next(view);
      }
    }
    left--;
    return true;
  }

  /** When the field is due whose value was shown last, or {@link RecordLayout#NO_DEADLINE}. */
  public long deadline() {
    return deadline;
  }

  private HashCursor timed() {
    HashCursor made = timed;
    if (made == null) {
      made = new HashCursor();
      timed = made;
    }
    return made;
  }

  private void nextOfTimed(ByteView view) {
    HashCursor fields = timed();
    if ((left & 1) == 0) {
      boolean _ = fields.next();
      view.set(fields.field());
    } else {
      view.set(fields.value());
      deadline = fields.deadline();
    }
  }

  private StreamWalk stream() {
    StreamWalk made = stream;
    if (made == null) {
      made = new StreamWalk();
      stream = made;
    }
    return made;
  }

  private void nextOfHash(ByteView view) {
    if ((left & 1) == 0) {
      boolean _ = tree.next();
      view.set(tree.rest());
    } else {
      view.set(tree.value());
    }
  }

  private void nextOfZSet(ByteView view) {
    if ((left & 1) == 0) {
      boolean _ = zset.next();
      view.set(zset.member());
    } else {
      view.set(Scores.bytes(zset.bits(), unused));
    }
  }
}
