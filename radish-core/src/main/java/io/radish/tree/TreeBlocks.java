// SPDX-License-Identifier: Apache-2.0
package io.radish.tree;

import io.radish.memory.MoveBudget;
import io.radish.memory.ShardMemory;
import io.radish.memory.VersionedMemory;
import java.lang.foreign.MemorySegment;

/** What is done to all blocks of a tree, whatever they hold. */
public final class TreeBlocks {
  /** Leaves freed in one step: with their blocks, some tens of microseconds. */
  private static final int FREED_AT_ONCE = 16;

  /** What looking at a leaf takes, in bytes that are moved meanwhile. */
  private static final int LOOK_BYTES = 256;

  /** Bits of each level of the way that {@link #freeSome} has gone. */
  private static final int WAY_BITS = 8;

  private TreeBlocks() {}

  /**
   * Begins to take apart a tree that nobody sees any more, whose root at {@code at} is a copy.
   * {@link #freeSome} goes on with it.
   */
  public static void beginFreeing(MemorySegment root, long at) {
    TreeRoot.setWay(root, at, 0);
  }

  /**
   * Frees some of the blocks of a tree that {@link #beginFreeing} was called for.
   *
   * @return whether nothing is left
   */
  public static boolean freeSome(VersionedMemory versions, MemorySegment root, long at) {
    for (int i = 0; i < FREED_AT_ONCE; i++) {
      if (freeNextLeaf(versions, root, at)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Frees the leaf that the way leads to, and the pages above that have no other left. No page is
   * written to: an open cut may read them.
   */
  private static boolean freeNextLeaf(VersionedMemory versions, MemorySegment root, long at) {
    ShardMemory memory = versions.memory();
    long way = TreeRoot.way(root, at);
    int top = TreeRoot.page(root, at);
    int levels = level(memory, top);
    int[] pages = new int[levels + 1];
    int page = top;
    for (int level = levels; level > 0; level--) {
      pages[level] = page;
      page = Page.child(memory.segment(page), ShardMemory.offset(page), entry(way, level));
    }
    freeLeaf(versions, page);
    for (int level = 1; level <= levels; level++) {
      int entry = entry(way, level) + 1;
      int inner = pages[level];
      if (entry < Page.count(memory.segment(inner), ShardMemory.offset(inner))) {
        TreeRoot.setWay(root, at, onwards(way, level, entry));
        return false;
      }
      Page.free(versions, inner);
    }
    return true;
  }

  private static int entry(long way, int level) {
    return (int) (way >>> ((level - 1) * WAY_BITS)) & 0xFF;
  }

  /** The way with another entry at {@code level} and the first ones below. */
  private static long onwards(long way, int level, int entry) {
    int shift = (level - 1) * WAY_BITS;
    int above = shift + WAY_BITS;
    long kept = above == Long.SIZE ? 0 : (way >>> above) << above;
    return kept | ((long) entry << shift);
  }

  private static void freeLeaf(VersionedMemory versions, int leaf) {
    MemorySegment segment = versions.memory().segment(leaf);
    long at = ShardMemory.offset(leaf);
    for (int i = 0, n = Page.count(segment, at); i < n; i++) {
      if (Leaf.isLarge(segment, at, i)) {
        Leaf.freeBlock(versions, segment, at, i);
      }
    }
    Page.free(versions, leaf);
  }

  private static int level(ShardMemory memory, int page) {
    return Page.level(memory.segment(page), ShardMemory.offset(page));
  }

  // ---- copying ----

  /** Writes to {@code copyAt} the root of a copy of a tree, with blocks of its own. */
  public static void copy(
      ShardMemory from,
      MemorySegment root,
      long at,
      VersionedMemory to,
      MemorySegment copy,
      long copyAt) {
    int page = copyPage(from, TreeRoot.page(root, at), to);
    TreeRoot.set(copy, copyAt, page, TreeRoot.count(root, at), TreeRoot.bytes(root, at));
    TreeRoot.setNote(copy, copyAt, TreeRoot.note(root, at));
  }

  private static int copyPage(ShardMemory from, int page, VersionedMemory to) {
    int copy = Page.copy(from, page, to, Page.BYTES);
    MemorySegment segment = to.memory().segment(copy);
    long at = ShardMemory.offset(copy);
    int count = Page.count(segment, at);
    int done = 0;
    try {
      for (; done < count; done++) {
        if (Page.level(segment, at) > 0) {
          Page.setChild(segment, at, done, copyPage(from, Page.child(segment, at, done), to));
        } else if (Leaf.isLarge(segment, at, done)) {
          long bytes = Leaf.blockBytes(segment, at, done);
          int block = Page.copy(from, Leaf.block(segment, at, done), to, bytes);
          Leaf.setBlock(segment, at, done, block);
        }
      }
    } catch (RuntimeException | Error noMemory) {
      Page.setCount(segment, at, done);
      freeAll(to, copy);
      throw noMemory;
    }
    return copy;
  }

  private static void freeAll(VersionedMemory versions, int page) {
    MemorySegment segment = versions.memory().segment(page);
    long at = ShardMemory.offset(page);
    if (Page.level(segment, at) == 0) {
      freeLeaf(versions, page);
      return;
    }
    for (int i = 0, n = Page.count(segment, at); i < n; i++) {
      freeAll(versions, Page.child(segment, at, i));
    }
    Page.free(versions, page);
  }

  /** Frees all blocks of a tree at once: of a small one. */
  public static void free(VersionedMemory versions, MemorySegment root, long at) {
    freeAll(versions, TreeRoot.page(root, at));
  }

  // ---- moving ----

  /**
   * Moves blocks out of the parts of the memory that are being emptied, from the leaf with element
   * {@code from} on until {@code budget} is spent; no cut may be open.
   *
   * @return the element to go on from; -1 behind the last
   */
  public static int moveBlocks(
      ShardMemory memory, MemorySegment root, long at, int from, MoveBudget budget) {
    int element = from;
    TreeCursor cursor = new TreeCursor().open(memory, root, at);
    while (element == 0 || element < TreeRoot.count(root, at)) {
      if (budget.isSpent()) {
        return element;
      }
      cursor.seekRank(element);
      moveWay(memory, root, at, cursor, budget);
      int leaf = cursor.page(cursor.depth());
      int inLeaf = Page.count(memory.segment(leaf), ShardMemory.offset(leaf));
      element += Math.max(1, inLeaf - cursor.place());
      budget.spend(LOOK_BYTES);
    }
    return -1;
  }

  private static void moveWay(
      ShardMemory memory, MemorySegment root, long at, TreeCursor cursor, MoveBudget budget) {
    for (int level = 0; level <= cursor.depth(); level++) {
      int page = cursor.page(level);
      if (memory.isToMove(page)) {
        int fresh = move(memory, page, Page.BYTES, budget);
        if (level == 0) {
          TreeRoot.setPage(root, at, fresh);
        } else {
          int above = cursor.page(level - 1);
          Page.setChild(
              memory.segment(above), ShardMemory.offset(above), cursor.entry(level - 1), fresh);
        }
        cursor.setPage(level, fresh);
      }
    }
    int leaf = cursor.page(cursor.depth());
    MemorySegment segment = memory.segment(leaf);
    long leafAt = ShardMemory.offset(leaf);
    for (int i = 0, n = Page.count(segment, leafAt); i < n; i++) {
      if (Leaf.isLarge(segment, leafAt, i) && memory.isToMove(Leaf.block(segment, leafAt, i))) {
        int block = Leaf.block(segment, leafAt, i);
        long bytes = Leaf.blockBytes(segment, leafAt, i);
        Leaf.setBlock(segment, leafAt, i, move(memory, block, bytes, budget));
      }
    }
  }

  private static int move(ShardMemory memory, int block, long bytes, MoveBudget budget) {
    int fresh = memory.allocate(bytes);
    MemorySegment.copy(
        memory.segment(block),
        ShardMemory.offset(block),
        memory.segment(fresh),
        ShardMemory.offset(fresh),
        bytes);
    memory.free(block, bytes);
    budget.spend(bytes);
    return fresh;
  }
}
