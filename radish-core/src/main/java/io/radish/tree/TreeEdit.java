// SPDX-License-Identifier: Apache-2.0
package io.radish.tree;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.memory.VersionedMemory;
import java.lang.foreign.MemorySegment;

/**
 * Changes of one tree, whose root may be written to.
 *
 * <p>A change works where the last {@link #find} ended, and makes that place worthless. It finds
 * all the memory it needs before it changes anything that is seen. A full page is split in the
 * middle, but at its end where a tree grows at its end, so that what comes in order fills its
 * pages. A page that has little left is joined with a neighbour.
 */
public final class TreeEdit {
  /** A page with less is joined with a neighbour, if both fit into {@link #JOINED_BYTES}. */
  private static final int SPARSE_BYTES = Page.ROOM / 4;

  /** Two pages are joined up to this size: the next insertion is not to split them again. */
  private static final int JOINED_BYTES = Page.ROOM * 3 / 4;

  private final VersionedMemory versions;
  private final ShardMemory memory;
  private final MemorySegment root;
  private final long rootAt;
  private final TreeCursor cursor = new TreeCursor();

  /** Pages taken for a split that is to come. */
  private final int[] spare = new int[TreeCursor.MOST_LEVELS + 1];

  private int spares;

  /** Begins to change the tree whose root lies at {@code rootAt}. */
  public TreeEdit(VersionedMemory versions, MemorySegment root, long rootAt) {
    this.versions = versions;
    this.memory = versions.memory();
    this.root = root;
    this.rootAt = rootAt;
    cursor.aim(memory, root, rootAt);
  }

  /** Looks for the element with that key; whether it is there. */
  public boolean find(long head, ByteView rest) {
    return cursor.seek(head, rest);
  }

  /** Goes to element {@code rank}, counted from 0, which must be there, and shows it. */
  public void findRank(long rank) {
    if (!cursor.seekRank(rank).next()) {
      throw new IllegalArgumentException("no element " + rank);
    }
    cursor.previous();
  }

  /** The element found. */
  public TreeCursor found() {
    return cursor;
  }

  /** The number of elements. */
  public long count() {
    return TreeRoot.count(root, rootAt);
  }

  /** Puts an element in, or another value in the place of the one that the key has. */
  public void put(long head, ByteView rest, ByteView value) {
    if (find(head, rest)) {
      replace(head, rest, value);
    } else {
      insert(head, rest, value);
    }
  }

  /** Adds an element that {@link #find} has not found. */
  public void insert(long head, ByteView rest, ByteView value) {
    boolean large = Leaf.isLarge(rest.length(), value.length());
    ownWay();
    int block = large ? Leaf.newBlock(versions, rest, value) : 0;
    int bytes = Leaf.bytes(rest.length(), value.length());
    try {
      takeSpares(bytes, 0);
    } catch (RuntimeException | Error noMemory) {
      giveBackSpares();
      if (large) {
        memory.free(block, Leaf.newBlockBytes(rest, value));
      }
      throw noMemory;
    }
    add(head, rest, value, block, bytes);
    TreeRoot.add(
        root, rootAt, 1, large ? ShardMemory.blockBytes(Leaf.newBlockBytes(rest, value)) : 0);
  }

  /** Puts another value in the place of that of the element that was found. */
  public void replace(long head, ByteView rest, ByteView value) {
    boolean large = Leaf.isLarge(rest.length(), value.length());
    ownWay();
    int block = large ? Leaf.newBlock(versions, rest, value) : 0;
    int bytes = Leaf.bytes(rest.length(), value.length());
    int page = cursor.page(cursor.depth());
    MemorySegment segment = memory.segment(page);
    long at = ShardMemory.offset(page);
    int place = cursor.place();
    try {
      takeSpares(bytes, Leaf.SLOT_BYTES + Leaf.bytes(segment, at, place));
    } catch (RuntimeException | Error noMemory) {
      giveBackSpares();
      if (large) {
        memory.free(block, Leaf.newBlockBytes(rest, value));
      }
      throw noMemory;
    }
    long change = large ? ShardMemory.blockBytes(Leaf.newBlockBytes(rest, value)) : 0;
    change -= dropBlock(segment, at, place);
    Leaf.remove(segment, at, place);
    changeCounts(-1);
    add(head, rest, value, block, bytes);
    TreeRoot.add(root, rootAt, 0, change);
  }

  /** Takes the element out that was found. */
  public void remove() {
    ownWay();
    int page = cursor.page(cursor.depth());
    MemorySegment segment = memory.segment(page);
    long at = ShardMemory.offset(page);
    long bytes = dropBlock(segment, at, cursor.place());
    Leaf.remove(segment, at, cursor.place());
    changeCounts(-1);
    TreeRoot.add(root, rootAt, -1, -bytes);
    shrinkLeaf(segment, at);
  }

  /** Takes {@code count} elements out, which must be there, from element {@code rank} on. */
  public void removeRange(long rank, long count) {
    long left = count;
    while (left > 0) {
      findRank(rank);
      int page = cursor.page(cursor.depth());
      int inLeaf = Page.count(memory.segment(page), ShardMemory.offset(page));
      if (cursor.place() == 0 && inLeaf <= left && cursor.depth() > 0) {
        removeLeaf(inLeaf);
        left -= inLeaf;
      } else {
        remove();
        left--;
      }
    }
  }

  /** Takes the leaf of the way out, with all its elements. */
  private void removeLeaf(int elements) {
    ownWay();
    int page = cursor.page(cursor.depth());
    MemorySegment segment = memory.segment(page);
    long at = ShardMemory.offset(page);
    long bytes = 0;
    for (int i = 0; i < elements; i++) {
      bytes += dropBlock(segment, at, i);
    }
    changeCounts(-elements);
    TreeRoot.add(root, rootAt, -elements, -bytes);
    dropChild(cursor.depth() - 1, cursor.entry(cursor.depth() - 1));
  }

  /** Lets go of the block of an element, if it has one; its bytes. */
  private long dropBlock(MemorySegment segment, long at, int place) {
    if (!Leaf.isLarge(segment, at, place)) {
      return 0;
    }
    Leaf.freeBlock(versions, segment, at, place);
    return ShardMemory.blockBytes(Leaf.blockBytes(segment, at, place));
  }

  // ---- what an open cut may read ----

  /** Makes the pages of the way ones that may be written to. */
  private void ownWay() {
    for (int level = 0; level <= cursor.depth(); level++) {
      int page = cursor.page(level);
      if (versions.isShared(Page.epoch(memory, page))) {
        int own = Page.copy(memory, page, versions, Page.BYTES);
        if (level == 0) {
          TreeRoot.setPage(root, rootAt, own);
        } else {
          int parent = cursor.page(level - 1);
          Page.setChild(
              memory.segment(parent), ShardMemory.offset(parent), cursor.entry(level - 1), own);
        }
        Page.free(versions, page);
        cursor.setPage(level, own);
      }
    }
  }

  // ---- growing ----

  /**
   * Takes the pages that adding an element of {@code bytes} will need, when {@code freed} bytes of
   * the leaf are free before.
   */
  private void takeSpares(int bytes, int freed) {
    int page = cursor.page(cursor.depth());
    MemorySegment segment = memory.segment(page);
    long at = ShardMemory.offset(page);
    if (Leaf.used(segment, at) - freed + Leaf.SLOT_BYTES + bytes <= Page.ROOM) {
      return;
    }
    spare();
    int level = cursor.depth() - 1;
    while (level >= 0 && isFull(cursor.page(level))) {
      spare();
      level--;
    }
    if (level < 0) {
      spare();
    }
  }

  private boolean isFull(int inner) {
    return Page.count(memory.segment(inner), ShardMemory.offset(inner)) == Page.MOST_ENTRIES;
  }

  private void spare() {
    spare[spares] = memory.allocate(Page.BYTES);
    spares++;
  }

  private void giveBackSpares() {
    while (spares > 0) {
      memory.free(spare[--spares], Page.BYTES);
    }
  }

  private int newPage(int level) {
    int page = spare[--spares];
    Page.init(versions, page, level);
    TreeRoot.add(root, rootAt, 0, Page.BLOCK_BYTES);
    return page;
  }

  /** Adds an element at the place; what it needs was taken before. */
  private void add(long head, ByteView rest, ByteView value, int block, int bytes) {
    int page = cursor.page(cursor.depth());
    MemorySegment segment = memory.segment(page);
    long at = ShardMemory.offset(page);
    changeCounts(1);
    lowerHeads(head);
    if (Leaf.used(segment, at) + Leaf.SLOT_BYTES + bytes > Page.ROOM) {
      split(segment, at, head, rest, value, block, bytes);
      return;
    }
    if (!Leaf.hasRoom(segment, at, bytes)) {
      Leaf.tidy(segment, at, Page.count(segment, at));
    }
    Leaf.insert(segment, at, cursor.place(), head, rest, value, block);
  }

  private void changeCounts(int change) {
    for (int level = 0; level < cursor.depth(); level++) {
      int page = cursor.page(level);
      MemorySegment segment = memory.segment(page);
      long at = ShardMemory.offset(page);
      int entry = cursor.entry(level);
      Page.setBelow(segment, at, entry, Page.below(segment, at, entry) + change);
    }
  }

  /** No entry of the way may have a head above the one that comes in below it. */
  private void lowerHeads(long head) {
    for (int level = 0; level < cursor.depth(); level++) {
      int page = cursor.page(level);
      MemorySegment segment = memory.segment(page);
      long at = ShardMemory.offset(page);
      int entry = cursor.entry(level);
      if (Long.compareUnsigned(head, Page.head(segment, at, entry)) < 0) {
        Page.setHead(segment, at, entry, head);
      }
    }
  }

  /** Splits the leaf, and adds an element to the one or the other part. */
  private void split(
      MemorySegment segment,
      long at,
      long head,
      ByteView rest,
      ByteView value,
      int block,
      int bytes) {
    int place = cursor.place();
    int left = elementsOnLeft(segment, at, place, bytes);
    int kept = left - (place < left ? 1 : 0);
    int fresh = newPage(0);
    MemorySegment right = memory.segment(fresh);
    long rightAt = ShardMemory.offset(fresh);
    Leaf.append(segment, at, kept, Page.count(segment, at), right, rightAt);
    Leaf.tidy(segment, at, kept);
    if (place < left) {
      Leaf.insert(segment, at, place, head, rest, value, block);
    } else {
      Leaf.insert(right, rightAt, place - kept, head, rest, value, block);
    }
    long rightHead = Leaf.head(right, rightAt, 0);
    int rightCount = Page.count(right, rightAt);
    addEntry(cursor.depth() - 1, left, rightHead, fresh, rightCount);
  }

  /** How many elements, the one that comes in at {@code place} included, stay in a split leaf. */
  private int elementsOnLeft(MemorySegment segment, long at, int place, int bytes) {
    int count = Page.count(segment, at);
    if (place == count && isAtEdge(false)) {
      return count;
    }
    if (place == 0 && isAtEdge(true)) {
      return 1;
    }
    int half = (Leaf.used(segment, at) + Leaf.SLOT_BYTES + bytes) / 2;
    int sum = 0;
    int elements = 0;
    while (sum < half) {
      int index = elements > place ? elements - 1 : elements;
      sum += Leaf.SLOT_BYTES + (elements == place ? bytes : Leaf.bytes(segment, at, index));
      elements++;
    }
    return elements > count ? count : elements;
  }

  /** Whether the way leads along the first, or the last, entries all the way down. */
  private boolean isAtEdge(boolean first) {
    for (int level = 0; level < cursor.depth(); level++) {
      int page = cursor.page(level);
      int last = Page.count(memory.segment(page), ShardMemory.offset(page)) - 1;
      if (cursor.entry(level) != (first ? 0 : last)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Puts an entry for a page that was split off behind the one of the way.
   *
   * @param level the inner page it goes to; -1 where the topmost page was split
   * @param staying the elements that stayed below the way's own entry
   */
  private void addEntry(int level, int staying, long head, int child, int elements) {
    if (level < 0) {
      growUp(staying, head, child, elements);
      return;
    }
    int page = cursor.page(level);
    MemorySegment segment = memory.segment(page);
    long at = ShardMemory.offset(page);
    int entry = cursor.entry(level) + 1;
    Page.setBelow(segment, at, entry - 1, staying);
    int count = Page.count(segment, at);
    if (count < Page.MOST_ENTRIES) {
      Page.insert(segment, at, entry, head, child, elements);
      return;
    }
    int kept = entry == count && isAtEdge(false) ? count : count / 2;
    int fresh = newPage(Page.level(segment, at));
    MemorySegment right = memory.segment(fresh);
    long rightAt = ShardMemory.offset(fresh);
    Page.moveEntries(segment, at, kept, right, rightAt);
    if (entry <= kept && kept < count) {
      Page.insert(segment, at, entry, head, child, elements);
    } else {
      Page.insert(right, rightAt, entry - kept, head, child, elements);
    }
    int left = (int) Page.below(segment, at, 0, Page.count(segment, at));
    int moved = (int) Page.below(right, rightAt, 0, Page.count(right, rightAt));
    addEntry(level - 1, left, Page.head(right, rightAt, 0), fresh, moved);
  }

  private void growUp(int staying, long head, int child, int elements) {
    int old = cursor.page(0);
    MemorySegment below = memory.segment(old);
    long belowAt = ShardMemory.offset(old);
    int level = Page.level(below, belowAt);
    long first = level == 0 ? Leaf.head(below, belowAt, 0) : Page.head(below, belowAt, 0);
    int top = newPage(level + 1);
    MemorySegment segment = memory.segment(top);
    long at = ShardMemory.offset(top);
    Page.insert(segment, at, 0, first, old, staying);
    Page.insert(segment, at, 1, head, child, elements);
    TreeRoot.setPage(root, rootAt, top);
  }

  // ---- shrinking ----

  private void shrinkLeaf(MemorySegment segment, long at) {
    int level = cursor.depth();
    if (level == 0) {
      return;
    }
    if (Page.count(segment, at) == 0) {
      dropChild(level - 1, cursor.entry(level - 1));
    } else if (Leaf.used(segment, at) < SPARSE_BYTES) {
      joinChild(level - 1);
    }
  }

  /** Frees a page below an inner one of the way and takes its entry out. */
  private void dropChild(int level, int entry) {
    int page = cursor.page(level);
    MemorySegment segment = memory.segment(page);
    long at = ShardMemory.offset(page);
    freePage(Page.child(segment, at, entry));
    Page.remove(segment, at, entry);
    int count = Page.count(segment, at);
    if (level == 0) {
      lowerTop();
    } else if (count == 0) {
      dropChild(level - 1, cursor.entry(level - 1));
    } else if (count < Page.MOST_ENTRIES / 4) {
      joinChild(level - 1);
    }
  }

  /** Joins the child that the way leads to with a neighbour, if both are small. */
  private void joinChild(int level) {
    int entry = cursor.entry(level);
    int page = cursor.page(level);
    int count = Page.count(memory.segment(page), ShardMemory.offset(page));
    if (entry + 1 < count && join(level, entry)) {
      return;
    }
    if (entry > 0) {
      boolean _ = join(level, entry - 1);
    }
  }

  /** Moves what is below the entry behind {@code entry} to the page below that, where it fits. */
  private boolean join(int level, int entry) {
    int page = cursor.page(level);
    MemorySegment segment = memory.segment(page);
    long at = ShardMemory.offset(page);
    int left = Page.child(segment, at, entry);
    int right = Page.child(segment, at, entry + 1);
    MemorySegment to = memory.segment(left);
    long toAt = ShardMemory.offset(left);
    MemorySegment from = memory.segment(right);
    long fromAt = ShardMemory.offset(right);
    // A copy for the sake of joining could fail for lack of memory.
    if (versions.isShared(Page.epoch(memory, left))) {
      return false;
    }
    if (Page.level(to, toAt) == 0) {
      if (Leaf.used(to, toAt) + Leaf.used(from, fromAt) > JOINED_BYTES) {
        return false;
      }
      Leaf.tidy(to, toAt, Page.count(to, toAt));
      Leaf.append(from, fromAt, 0, Page.count(from, fromAt), to, toAt);
    } else {
      int all = Page.count(to, toAt) + Page.count(from, fromAt);
      if (all > Page.MOST_ENTRIES * 3 / 4) {
        return false;
      }
      Page.copyEntries(from, fromAt, 0, to, toAt);
    }
    int below = Page.below(segment, at, entry) + Page.below(segment, at, entry + 1);
    Page.setBelow(segment, at, entry, below);
    dropChild(level, entry + 1);
    return true;
  }

  /** Takes the topmost page away as long as it leads to one page only. */
  private void lowerTop() {
    int top = cursor.page(0);
    MemorySegment segment = memory.segment(top);
    long at = ShardMemory.offset(top);
    while (Page.level(segment, at) > 0 && Page.count(segment, at) == 1) {
      int child = Page.child(segment, at, 0);
      TreeRoot.setPage(root, rootAt, child);
      freePage(top);
      top = child;
      segment = memory.segment(top);
      at = ShardMemory.offset(top);
    }
  }

  private void freePage(int page) {
    Page.free(versions, page);
    TreeRoot.add(root, rootAt, 0, -Page.BLOCK_BYTES);
  }
}
