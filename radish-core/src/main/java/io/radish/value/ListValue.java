// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What a list does, whichever form it has: a packed record up to 8 KiB, chunks beyond.
 *
 * <p>A list without elements is not kept: who drops the last one removes the key.
 */
public final class ListValue {
  /** The value of a list without elements, to begin one with. */
  private static final byte[] NO_ELEMENTS = new byte[PackedList.HEADER];

  private ListValue() {}

  /** The stored value of a packed list without elements: what a new list's record begins with. */
  public static ByteView empty() {
    return ByteView.of(NO_ELEMENTS);
  }

  /** The number of elements. */
  public static long length(Entry list) {
    return length(list.kind(), list.segment(), list.valueOffset());
  }

  /** The number of elements of a list of {@code kind} whose value lies at {@code value}. */
  public static long length(int kind, MemorySegment segment, long value) {
    return kind == Kind.LIST_PACKED
        ? PackedList.count(segment, value)
        : ChunkedList.count(segment, value);
  }

  /** Adds an element at the head ({@code left}) or the tail. */
  public static void push(Entry list, boolean left, ByteView element) {
    if (list.kind() == Kind.LIST_PACKED) {
      if (PackedList.hasRoom(list, element.length())) {
        PackedList.push(list, left, element);
        return;
      }
      toChunks(list);
    } else {
      list.beforeWrite();
    }
    ChunkedList.push(list.versions(), list.segment(), list.valueOffset(), left, element);
  }

  /**
   * Drops {@code count} elements, fewer than there are, from the head ({@code left}) or the tail.
   */
  public static void drop(Entry list, boolean left, long count) {
    if (list.kind() == Kind.LIST_PACKED) {
      PackedList.drop(list, left, (int) count);
      return;
    }
    list.beforeWrite();
    ChunkedList.drop(list, left, count);
    packWhereShort(list);
  }

  /**
   * Points {@code cursor} before element {@code index}, counted from the head; there must be one
   * there.
   */
  public static ListCursor at(Entry list, long index, ListCursor cursor) {
    return cursor.openAt(list, index);
  }

  /**
   * The place of the first element equal to {@code element}, counted from the head; -1 for none.
   */
  public static long indexOf(Entry list, ByteView element) {
    ListCursor cursor = new ListCursor(list.memory()).open(list);
    ByteView each = new ByteView();
    for (long i = 0; cursor.next(each); i++) {
      if (each.contentEquals(element)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Puts an element before element {@code index}, counted from the head; behind the last where
   * {@code index} is the length.
   */
  public static void insert(Entry list, long index, ByteView element) {
    if (index == 0 || index == length(list)) {
      push(list, index == 0, element);
      return;
    }
    if (!splicedPacked(list, index, 0, element)) {
      new ChunkedEdit(list).insert(index, element);
    }
  }

  /** Puts another element in the place of element {@code index}, which must be there. */
  public static void set(Entry list, long index, ByteView element) {
    if (!splicedPacked(list, index, 1, element)) {
      new ChunkedEdit(list).set(index, element);
      packWhereShort(list);
    }
  }

  /**
   * Puts an element before element {@code index} of a packed list that has room, or in its place
   * where {@code removed} is 1; any other list becomes a chunked one that may be written to.
   *
   * @return whether the element is there
   */
  private static boolean splicedPacked(Entry list, long index, int removed, ByteView element) {
    if (list.kind() != Kind.LIST_PACKED) {
      list.beforeWrite();
      return false;
    }
    if (!PackedList.hasRoomFor(list, index, removed, element.length())) {
      toChunks(list);
      return false;
    }
    PackedList.splice(list, index, removed, element);
    return true;
  }

  /** Moves the element at the head ({@code left}) or the tail to the other end. */
  public static void rotate(Entry list, boolean left) {
    ByteView element = new ByteView();
    ListCursor cursor = new ListCursor(list.memory());
    if (left) {
      cursor.open(list).next(element);
    } else {
      cursor.openAtEnd(list).previous(element);
    }
    // A copy, since pushing may move what the view shows; a long one needs no room on the heap.
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(Math.max(1, element.length()));
      element.copyTo(copy, 0);
      push(list, !left, element.set(copy, 0, element.length()));
    }
    drop(list, left, 1);
  }

  /**
   * Takes out elements equal to {@code element}, at most {@code limit}, from the head or the tail
   * on. Where all elements went, the caller has to remove the key.
   *
   * @return how many were taken out
   */
  public static long remove(Entry list, ByteView element, boolean fromTail, long limit) {
    if (list.kind() == Kind.LIST_PACKED) {
      return PackedList.remove(list, element, fromTail, limit);
    }
    list.beforeWrite();
    long removed = new ChunkedEdit(list).remove(element, fromTail, limit);
    if (removed > 0) {
      packWhereShort(list);
    }
    return removed;
  }

  /** Makes the chunks first and the record last: without memory for all of it nothing changes. */
  private static void toChunks(Entry list) {
    byte[] packed = list.value(new ByteView()).toBytes();
    MemorySegment copy = MemorySegment.ofArray(packed);
    MemorySegment root = MemorySegment.ofArray(new byte[ChunkedList.VALUE_BYTES]);
    ChunkedList.init(list.versions(), root);
    ByteView element = new ByteView();
    long at = PackedList.HEADER;
    while (at < packed.length) {
      at = Elements.read(copy, at, element);
      ChunkedList.push(list.versions(), root, 0, false, element);
    }
    list.reshape(Kind.LIST_CHUNKED, ChunkedList.VALUE_BYTES, 0);
    MemorySegment.copy(root, 0, list.segment(), list.valueOffset(), ChunkedList.VALUE_BYTES);
  }

  /** Packs a list that fits into half of what a packed one may take, as Redis converts back. */
  private static void packWhereShort(Entry list) {
    if (ChunkedList.chunks(list.segment(), list.valueOffset()) != 1) {
      return;
    }
    ListCursor cursor = new ListCursor(list.memory()).open(list);
    ByteView element = new ByteView();
    long bytes = PackedList.HEADER;
    while (cursor.next(element)) {
      bytes += Elements.bytes(element.length());
    }
    if (bytes > PackedList.MAX_BYTES / 2) {
      return;
    }
    byte[] packed = new byte[(int) bytes];
    MemorySegment copy = MemorySegment.ofArray(packed);
    long at = PackedList.HEADER;
    cursor.open(list);
    PackedList.setCount(copy, 0, (int) cursor.left());
    while (cursor.next(element)) {
      at = Elements.write(copy, at, element);
    }
    MemorySegment root = MemorySegment.ofArray(list.value(element).toBytes());
    list.reshape(Kind.LIST_PACKED, packed.length, 0);
    MemorySegment.copy(copy, 0, list.segment(), list.valueOffset(), packed.length);
    ChunkedList.free(list.versions(), root, 0);
  }
}
