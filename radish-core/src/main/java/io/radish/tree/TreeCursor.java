// SPDX-License-Identifier: Apache-2.0
package io.radish.tree;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import java.lang.foreign.MemorySegment;

/**
 * A place between two elements of a tree, from which one walks either way.
 *
 * <p>Reads the tree where it lies; its root may be a copy made at a cut: the blocks behind it stay
 * as they are while the cut is open. Any change of the tree makes the place worthless. Reusable;
 * used by one thread at a time.
 */
public final class TreeCursor {
  /** More levels than a tree of 2^31 elements can have. */
  static final int MOST_LEVELS = 8;

  /** Where a cursor stands that was not opened yet. */
  private static final ShardMemory NOWHERE = new ShardMemory();

  private ShardMemory memory = NOWHERE;
  private MemorySegment root = MemorySegment.NULL;
  private long rootAt;

  /** The way from the topmost page to the leaf, with the entry taken in each. */
  private final int[] pages = new int[MOST_LEVELS];

  private final int[] entries = new int[MOST_LEVELS];

  /** The number of the leaf in the way. */
  private int depth;

  private MemorySegment leaf = MemorySegment.NULL;
  private long leafAt;
  private int place;
  private int leafCount;

  /** The element shown, which is beside the place. */
  private int shown;

  private final ByteView rest = new ByteView();
  private final ByteView value = new ByteView();
  private final ByteView unused = new ByteView();

  /** Opens the tree whose root lies at {@code rootAt}, before its first element. */
  public TreeCursor open(ShardMemory blocks, MemorySegment of, long at) {
    aim(blocks, of, at);
    descend(TreeRoot.page(root, rootAt), 0, true);
    return this;
  }

  /** As {@link #open}, for who seeks a place at once: until then the cursor has none. */
  public TreeCursor aim(ShardMemory blocks, MemorySegment of, long at) {
    this.memory = blocks;
    this.root = of;
    this.rootAt = at;
    return this;
  }

  /** Goes behind the last element. */
  public TreeCursor toEnd() {
    descend(TreeRoot.page(root, rootAt), 0, false);
    place = leafCount;
    return this;
  }

  /** Takes the way down from {@code page}, along the first entries or the last ones. */
  private void descend(int page, int from, boolean first) {
    int at = page;
    depth = from;
    while (true) {
      MemorySegment segment = memory.segment(at);
      long offset = ShardMemory.offset(at);
      pages[depth] = at;
      int count = Page.count(segment, offset);
      if (Page.level(segment, offset) == 0) {
        enter(segment, offset, first ? 0 : count);
        return;
      }
      int entry = first ? 0 : count - 1;
      entries[depth++] = entry;
      at = Page.child(segment, offset, entry);
    }
  }

  private void enter(MemorySegment segment, long offset, int at) {
    leaf = segment;
    leafAt = offset;
    leafCount = Page.count(segment, offset);
    place = at;
  }

  // ---- searching ----

  /**
   * Goes before the first element whose key is not below this one; whether it is that very key.
   * Then {@link #value()} is its value.
   */
  public boolean seek(long head, ByteView sought) {
    int page = TreeRoot.page(root, rootAt);
    depth = 0;
    while (true) {
      MemorySegment segment = memory.segment(page);
      long offset = ShardMemory.offset(page);
      pages[depth] = page;
      if (Page.level(segment, offset) == 0) {
        enter(segment, offset, lowerBound(segment, offset, head, sought));
        return isAt(head, sought);
      }
      int entry = entryFor(segment, offset, head, sought);
      entries[depth++] = entry;
      page = Page.child(segment, offset, entry);
    }
  }

  private boolean isAt(long head, ByteView sought) {
    if (place == leafCount || Leaf.head(leaf, leafAt, place) != head) {
      return false;
    }
    Leaf.read(memory, leaf, leafAt, place, rest, value);
    shown = place;
    return rest.contentEquals(sought);
  }

  private int lowerBound(MemorySegment segment, long offset, long head, ByteView sought) {
    int low = 0;
    int high = Page.count(segment, offset);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isBelow(segment, offset, middle, head, sought)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private boolean isBelow(
      MemorySegment segment, long offset, int index, long head, ByteView sought) {
    long there = Leaf.head(segment, offset, index);
    if (there != head) {
      return Long.compareUnsigned(there, head) < 0;
    }
    Leaf.read(memory, segment, offset, index, rest, unused);
    return rest.compare(sought) < 0;
  }

  /** The last entry below which there may be a key that is not above the one sought. */
  private int entryFor(MemorySegment segment, long offset, long head, ByteView sought) {
    int low = 0;
    int high = Page.count(segment, offset) - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (isAbove(segment, offset, middle, head, sought)) {
        high = middle - 1;
      } else {
        low = middle;
      }
    }
    return low;
  }

  /** Whether all keys below an entry are above the one sought. */
  private boolean isAbove(
      MemorySegment segment, long offset, int entry, long head, ByteView sought) {
    long there = Page.head(segment, offset, entry);
    if (there != head) {
      return Long.compareUnsigned(there, head) > 0;
    }
    int page = Page.child(segment, offset, entry);
    MemorySegment below = memory.segment(page);
    while (Page.level(below, ShardMemory.offset(page)) > 0) {
      page = Page.child(below, ShardMemory.offset(page), 0);
      below = memory.segment(page);
    }
    long first = Leaf.head(below, ShardMemory.offset(page), 0);
    if (first != head) {
      return true;
    }
    Leaf.read(memory, below, ShardMemory.offset(page), 0, rest, unused);
    return rest.compare(sought) > 0;
  }

  /** Goes before element {@code rank}, counted from 0; behind the last where there are no more. */
  public TreeCursor seekRank(long rank) {
    if (rank >= TreeRoot.count(root, rootAt)) {
      return toEnd();
    }
    long left = rank;
    int page = TreeRoot.page(root, rootAt);
    depth = 0;
    while (true) {
      MemorySegment segment = memory.segment(page);
      long offset = ShardMemory.offset(page);
      pages[depth] = page;
      if (Page.level(segment, offset) == 0) {
        enter(segment, offset, (int) left);
        return this;
      }
      int entry = 0;
      int below = Page.below(segment, offset, 0);
      while (left >= below) {
        left -= below;
        below = Page.below(segment, offset, ++entry);
      }
      entries[depth++] = entry;
      page = Page.child(segment, offset, entry);
    }
  }

  /** The number of elements before the place. */
  public long rank() {
    long before = place;
    for (int i = 0; i < depth; i++) {
      MemorySegment segment = memory.segment(pages[i]);
      before += Page.below(segment, ShardMemory.offset(pages[i]), 0, entries[i]);
    }
    return before;
  }

  // ---- walking ----

  /** Passes the next element and shows it; false behind the last. */
  public boolean next() {
    if (place == leafCount && !toNextLeaf()) {
      return false;
    }
    shown = place++;
    Leaf.read(memory, leaf, leafAt, shown, rest, value);
    return true;
  }

  /** Goes back before the element in front of the place and shows it; false before the first. */
  public boolean previous() {
    if (place == 0 && !toPreviousLeaf()) {
      return false;
    }
    shown = --place;
    Leaf.read(memory, leaf, leafAt, shown, rest, value);
    return true;
  }

  private boolean toNextLeaf() {
    for (int level = depth - 1; level >= 0; level--) {
      MemorySegment segment = memory.segment(pages[level]);
      long offset = ShardMemory.offset(pages[level]);
      if (entries[level] + 1 < Page.count(segment, offset)) {
        int child = Page.child(segment, offset, ++entries[level]);
        descend(child, level + 1, true);
        return true;
      }
    }
    return false;
  }

  private boolean toPreviousLeaf() {
    for (int level = depth - 1; level >= 0; level--) {
      if (entries[level] > 0) {
        MemorySegment segment = memory.segment(pages[level]);
        int child = Page.child(segment, ShardMemory.offset(pages[level]), --entries[level]);
        descend(child, level + 1, false);
        return true;
      }
    }
    return false;
  }

  /** The head of the element shown. */
  public long head() {
    return Leaf.head(leaf, leafAt, shown);
  }

  /** The rest of the key of the element shown; valid until the next call that moves or seeks. */
  public ByteView rest() {
    return rest;
  }

  /** The value of the element shown; valid until the next call that moves or seeks. */
  public ByteView value() {
    return value;
  }

  /** Whether the tree has one page, with elements of no more than so many bytes, none large. */
  public boolean isSmall(int bytes) {
    int page = TreeRoot.page(root, rootAt);
    MemorySegment segment = memory.segment(page);
    long at = ShardMemory.offset(page);
    return TreeRoot.bytes(root, rootAt) == Page.BLOCK_BYTES
        && Page.level(segment, at) == 0
        && Leaf.used(segment, at) <= bytes;
  }

  // ---- for those who change the tree ----

  int depth() {
    return depth;
  }

  int page(int level) {
    return pages[level];
  }

  void setPage(int level, int page) {
    pages[level] = page;
    if (level == depth) {
      leaf = memory.segment(page);
      leafAt = ShardMemory.offset(page);
    }
  }

  int entry(int level) {
    return entries[level];
  }

  int place() {
    return place;
  }
}
