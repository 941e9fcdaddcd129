// SPDX-License-Identifier: Apache-2.0
package io.radish.tree;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Looks whether a tree is one: for tests, and for whoever doubts. */
public final class TreeCheck {
  private final ShardMemory memory;
  private final List<String> problems = new ArrayList<>();
  private final ByteView rest = new ByteView();
  private final ByteView unused = new ByteView();
  private byte[] lastRest = {};
  private long lastHead;
  private long bytes;
  private boolean any;

  private TreeCheck(ShardMemory memory) {
    this.memory = memory;
  }

  /** What is wrong with the tree whose root lies at {@code at}; nothing where it is sound. */
  public static List<String> problemsOf(ShardMemory memory, MemorySegment root, long at) {
    TreeCheck check = new TreeCheck(memory);
    int top = TreeRoot.page(root, at);
    int level = Page.level(memory.segment(top), ShardMemory.offset(top));
    long count = check.page(top, level, true);
    check.expect(count == TreeRoot.count(root, at), "the root counts wrongly");
    check.expect(check.bytes == TreeRoot.bytes(root, at), "the root's bytes are not right");
    return check.problems;
  }

  /** Looks at a page and all below; the number of elements. */
  private long page(int page, int level, boolean top) {
    MemorySegment segment = memory.segment(page);
    long at = ShardMemory.offset(page);
    bytes += Page.BLOCK_BYTES;
    expect(Page.level(segment, at) == level, "a page is of another level");
    int count = Page.count(segment, at);
    expect(count > 0 || (top && level == 0), "a page is empty");
    return level == 0 ? leaf(segment, at) : inner(segment, at, level);
  }

  private long inner(MemorySegment segment, long at, int level) {
    long sum = 0;
    for (int i = 0, n = Page.count(segment, at); i < n; i++) {
      long head = Page.head(segment, at, i);
      if (i > 0 && any) {
        expect(Long.compareUnsigned(lastHead, head) <= 0, "an entry's head is too low");
      }
      long below = page(Page.child(segment, at, i), level - 1, false);
      expect(below == Page.below(segment, at, i), "an entry counts wrongly");
      expect(
          Long.compareUnsigned(head, firstHead(Page.child(segment, at, i))) <= 0,
          "an entry's head is too high");
      sum += below;
    }
    return sum;
  }

  private long firstHead(int page) {
    int at = page;
    while (Page.level(memory.segment(at), ShardMemory.offset(at)) > 0) {
      at = Page.child(memory.segment(at), ShardMemory.offset(at), 0);
    }
    return Leaf.head(memory.segment(at), ShardMemory.offset(at), 0);
  }

  private long leaf(MemorySegment segment, long at) {
    int count = Page.count(segment, at);
    int live = 0;
    for (int i = 0; i < count; i++) {
      long head = Leaf.head(segment, at, i);
      Leaf.read(memory, segment, at, i, rest, unused);
      if (any) {
        int order = Long.compareUnsigned(lastHead, head);
        expect(
            order < 0 || (order == 0 && ByteView.of(lastRest).compare(rest) < 0),
            "elements are out of order");
      }
      any = true;
      lastHead = head;
      lastRest = rest.toBytes();
      live += Leaf.bytes(segment, at, i);
      if (Leaf.isLarge(segment, at, i)) {
        bytes += ShardMemory.blockBytes(Leaf.blockBytes(segment, at, i));
      }
    }
    expect(
        live == Page.BYTES - Page.low(segment, at) - Page.dead(segment, at),
        "a leaf's bytes are not right");
    expect(
        Page.low(segment, at) >= Page.HEADER + count * Leaf.SLOT_BYTES, "a leaf's parts overlap");
    return count;
  }

  private void expect(boolean sound, String problem) {
    if (!sound) {
      problems.add(problem);
    }
  }
}
