// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.VersionedMemory;
import io.radish.tree.TreeBlocks;
import io.radish.tree.TreeCursor;
import io.radish.tree.TreeEdit;
import io.radish.tree.TreeRoot;
import java.lang.foreign.MemorySegment;

/**
 * Entries that are found by their first element: what hashes and sets have in common.
 *
 * <p>Packed into the record they stand in the order in which they came; in a tree, in the order of
 * the hash values of their first elements. What has grown past Redis' limits is marked, and stays
 * so.
 */
final class KeyedElements {
  /** The note of a tree, or mark of a packed record, that Redis would not keep compact. */
  static final int MARKED = 1;

  /** A tree of one page is packed when it takes no more than this. */
  static final int PACKED_AGAIN_BYTES = 1024;

  /**
   * The low bits of a head that a cursor of a walk leaves out: it stays below 2^53 then, as clients
   * that count in floating-point numbers need it.
   */
  private static final int SCAN_SHIFT = 12;

  private static final ByteView NO_BYTES = new ByteView();

  private final int packedKind;
  private final int treeKind;
  private final int stride;

  /** Rules for records of these kinds, with {@code stride} elements an entry: one or two. */
  KeyedElements(int packedKind, int treeKind, int stride) {
    this.packedKind = packedKind;
    this.treeKind = treeKind;
    this.stride = stride;
  }

  private static long head(Entry collection, ByteView first) {
    return collection.settings().hashing().of(first);
  }

  /** Points {@code second} at what stands behind {@code first}; false where that is not there. */
  boolean find(Entry collection, ByteView first, ByteView second) {
    if (collection.kind() == treeKind) {
      TreeCursor cursor = searcher(collection);
      boolean found = cursor.seek(head(collection, first), first);
      if (found) {
        second.set(cursor.value());
      }
      return found;
    }
    int at = Packed.find(collection, stride, first);
    if (at < 0) {
      return false;
    }
    if (stride > 1) {
      MemorySegment segment = collection.segment();
      Elements.read(segment, Elements.next(segment, collection.valueOffset() + at), second);
    }
    return true;
  }

  private static TreeCursor searcher(Entry collection) {
    return new TreeCursor()
        .aim(collection.memory(), collection.segment(), collection.valueOffset());
  }

  static TreeCursor cursor(Entry collection) {
    return new TreeCursor()
        .open(collection.memory(), collection.segment(), collection.valueOffset());
  }

  /** Begins to change a tree; its record is made writable. */
  static TreeEdit edit(Entry collection) {
    collection.beforeWrite();
    return new TreeEdit(collection.versions(), collection.segment(), collection.valueOffset());
  }

  /**
   * Adds an entry, or puts another second element into the one that is there.
   *
   * @param second no bytes where an entry has one element
   * @return whether it was added
   */
  boolean put(Entry collection, ByteView first, ByteView second, ValueSettings.Limit limit) {
    int length = Math.max(first.length(), second.length());
    return collection.kind() == treeKind
        ? putInTree(collection, first, second, length, limit)
        : putPacked(collection, first, second, length, limit);
  }

  private boolean putPacked(
      Entry collection, ByteView first, ByteView second, int length, ValueSettings.Limit limit) {
    int at = Packed.find(collection, stride, first);
    boolean fresh = at < 0;
    if (!fresh && stride == 1) {
      return false;
    }
    int end = fresh ? collection.valueLength() : Packed.entryEnd(collection, stride, at);
    int from = fresh ? end : Packed.entryEnd(collection, 1, at);
    long added = fresh ? Elements.bytes(first.length()) : from - end;
    added += stride == 1 ? 0 : Elements.bytes(second.length());
    if (!Packed.hasRoom(collection, added)) {
      toTree(collection);
      return putInTree(collection, first, second, length, limit);
    }
    ByteView beside = stride == 1 ? null : second;
    Packed.splice(collection, from, end, fresh ? first : second, fresh ? beside : null);
    MemorySegment segment = collection.segment();
    long value = collection.valueOffset();
    int count = Packed.count(segment, value) + (fresh ? 1 : 0);
    Packed.setCount(segment, value, count);
    if (!limit.allows(count, length)) {
      Packed.mark(segment, value);
    }
    return fresh;
  }

  private static boolean putInTree(
      Entry collection, ByteView first, ByteView second, int length, ValueSettings.Limit limit) {
    TreeEdit edit = edit(collection);
    long head = head(collection, first);
    boolean fresh = !edit.find(head, first);
    if (fresh) {
      edit.insert(head, first, second);
    } else if (second.length() > 0 || edit.found().value().length() > 0) {
      edit.replace(head, first, second);
    }
    if (!limit.allows(edit.count(), length)) {
      TreeRoot.setNote(collection.segment(), collection.valueOffset(), MARKED);
    }
    return fresh;
  }

  /** Takes an entry out; whether it was there. There may be none left. */
  boolean remove(Entry collection, ByteView first) {
    if (collection.kind() == treeKind) {
      TreeEdit edit = edit(collection);
      if (!edit.find(head(collection, first), first)) {
        return false;
      }
      edit.remove();
      packWhereSmall(collection);
      return true;
    }
    int at = Packed.find(collection, stride, first);
    if (at < 0) {
      return false;
    }
    int count = Packed.count(collection.segment(), collection.valueOffset());
    Packed.splice(collection, at, Packed.entryEnd(collection, stride, at), null, null);
    Packed.setCount(collection.segment(), collection.valueOffset(), count - 1);
    return true;
  }

  /** Whether it has been too large for Redis' compact form. */
  boolean isMarked(Entry collection) {
    return collection.kind() == treeKind
        ? TreeRoot.note(collection.segment(), collection.valueOffset()) == MARKED
        : Packed.isMarked(collection.segment(), collection.valueOffset());
  }

  /** Marks a collection as too large for Redis' compact form, or as not. */
  void mark(Entry collection, boolean large) {
    if (isMarked(collection) == large) {
      return;
    }
    collection.beforeWrite();
    if (collection.kind() == treeKind) {
      TreeRoot.setNote(collection.segment(), collection.valueOffset(), large ? MARKED : 0);
    } else {
      Packed.mark(collection.segment(), collection.valueOffset(), large);
    }
  }

  // ---- walking ----

  /**
   * Visits about {@code count} entries from {@code from} on, in the order of their heads; all of a
   * packed collection. Heads that differ in their last bits alone are visited together.
   *
   * @return where to go on: the upper bits of the next head, or 0
   */
  long scan(Entry collection, long from, long count, EntryVisitor visitor) {
    if (collection.kind() != treeKind) {
      scanPacked(collection, visitor);
      return 0;
    }
    return scanTree(collection, from, count, (head, first, second) -> visitor.visit(first, second));
  }

  /** Takes an element of a tree that a walk comes to. */
  @FunctionalInterface
  interface TreeVisitor {
    void visit(long head, ByteView first, ByteView second);
  }

  /** As {@link #scan}, of the tree whose root the value begins with. */
  static long scanTree(Entry collection, long from, long count, TreeVisitor visitor) {
    TreeCursor cursor = cursor(collection);
    boolean _ = cursor.seek(from << SCAN_SHIFT, NO_BYTES);
    long last = 0;
    for (long visited = 0; cursor.next(); visited++) {
      long position = cursor.head() >>> SCAN_SHIFT;
      if (visited >= count && position != last) {
        return position;
      }
      visitor.visit(cursor.head(), cursor.rest(), cursor.value());
      last = position;
    }
    return 0;
  }

  private void scanPacked(Entry collection, EntryVisitor visitor) {
    MemorySegment segment = collection.segment();
    long at = collection.valueOffset() + Packed.HEADER;
    long end = collection.valueOffset() + collection.valueLength();
    ByteView first = new ByteView();
    ByteView second = new ByteView();
    while (at < end) {
      at = Elements.read(segment, at, first);
      if (stride > 1) {
        at = Elements.read(segment, at, second);
      }
      visitor.visit(first, second);
    }
  }

  // ---- from one form to the other ----

  /** Makes a tree of a packed collection that is larger than those are to be. */
  void spread(Entry collection) {
    if (collection.kind() == packedKind && !Packed.hasRoom(collection, 0)) {
      toTree(collection);
    }
  }

  /** Makes the tree first and the record last: without memory for all of it nothing changes. */
  void toTree(Entry collection) {
    VersionedMemory versions = collection.versions();
    boolean marked = isMarked(collection);
    MemorySegment root = MemorySegment.ofArray(new byte[TreeRoot.BYTES]);
    TreeRoot.init(versions, root, 0);
    try {
      fill(new TreeEdit(versions, root, 0), collection);
      TreeRoot.setNote(root, 0, marked ? MARKED : 0);
      collection.reshape(treeKind, TreeRoot.BYTES, 0);
    } catch (RuntimeException | Error noMemory) {
      TreeBlocks.free(versions, root, 0);
      throw noMemory;
    }
    MemorySegment.copy(root, 0, collection.segment(), collection.valueOffset(), TreeRoot.BYTES);
  }

  private void fill(TreeEdit edit, Entry collection) {
    MemorySegment segment = collection.segment();
    long at = collection.valueOffset() + Packed.HEADER;
    long end = collection.valueOffset() + collection.valueLength();
    ByteView first = new ByteView();
    ByteView second = new ByteView();
    while (at < end) {
      at = Elements.read(segment, at, first);
      if (stride > 1) {
        at = Elements.read(segment, at, second);
      }
      edit.put(head(collection, first), first, second);
    }
  }

  /** Packs a tree that takes little; where there is no memory for that it stays a tree. */
  void packWhereSmall(Entry collection) {
    if (!searcher(collection).isSmall(PACKED_AGAIN_BYTES)) {
      return;
    }
    TreeCursor cursor = cursor(collection);
    byte[] packed = new byte[2 * PACKED_AGAIN_BYTES];
    MemorySegment copy = MemorySegment.ofArray(packed);
    long at = Packed.HEADER;
    int count = 0;
    while (cursor.next()) {
      at = Elements.write(copy, at, cursor.rest());
      if (stride > 1) {
        at = Elements.write(copy, at, cursor.value());
      }
      count++;
    }
    Packed.setCount(copy, 0, count);
    if (isMarked(collection)) {
      Packed.mark(copy, 0);
    }
    MemorySegment root = MemorySegment.ofArray(collection.value(new ByteView()).toBytes());
    collection.reshape(packedKind, (int) at, 0);
    MemorySegment.copy(copy, 0, collection.segment(), collection.valueOffset(), at);
    TreeBlocks.free(collection.versions(), root, 0);
  }
}
