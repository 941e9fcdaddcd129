// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.MoveBudget;
import io.radish.memory.ShardMemory;
import io.radish.memory.VersionedMemory;
import io.radish.tree.TreeBlocks;
import io.radish.tree.TreeCheck;
import io.radish.tree.TreeRoot;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The blocks behind records of the kinds that have some ({@link Kind#hasBlocks}). */
public final class Blocks {
  /** Places of each tree in the course of {@link #move}: more than a tree has leaves. */
  private static final int PLACES = 1 << 29;

  /** Chunks of a list that are counted at once: some tens of microseconds. */
  private static final int MOST_COUNTED = 1024;

  private Blocks() {}

  /** The bytes of the blocks behind a record whose value lies at {@code value}. */
  public static long bytes(ShardMemory memory, int kind, MemorySegment segment, long value) {
    if (kind == Kind.LIST_CHUNKED) {
      return ChunkedList.bytes(memory, segment, value);
    }
    long bytes = 0;
    for (int i = 0, trees = Kind.trees(kind); i < trees; i++) {
      bytes += TreeRoot.bytes(segment, value + root(i));
    }
    return bytes;
  }

  /** Where root {@code tree} lies in a value. */
  private static long root(int tree) {
    return (long) tree * TreeRoot.BYTES;
  }

  /** As {@link #bytes}; -1 where they would have to be counted, and are many. */
  public static long countableBytes(
      ShardMemory memory, int kind, MemorySegment segment, long value) {
    return kind == Kind.LIST_CHUNKED && ChunkedList.chunks(segment, value) > MOST_COUNTED
        ? -1
        : bytes(memory, kind, segment, value);
  }

  /**
   * Copies the blocks behind {@code from} into another memory, or into the same one, block by
   * block.
   *
   * @return the stored value of a record that leads to the copies
   */
  public static byte[] copy(Entry from, VersionedMemory to) {
    ShardMemory memory = from.memory();
    MemorySegment segment = from.segment();
    long value = from.valueOffset();
    if (from.kind() == Kind.LIST_CHUNKED) {
      return ChunkedList.copy(memory, segment, value, to);
    }
    byte[] bytes = from.value(new ByteView()).toBytes();
    MemorySegment copy = MemorySegment.ofArray(bytes);
    int copied = 0;
    try {
      for (int trees = Kind.trees(from.kind()); copied < trees; copied++) {
        copyTree(memory, segment, value, to, copy, root(copied));
      }
    } catch (RuntimeException | Error noMemory) {
      while (copied > 0) {
        copied--;
        if (TreeRoot.exists(copy, root(copied))) {
          TreeBlocks.free(to, copy, root(copied));
        }
      }
      throw noMemory;
    }
    return bytes;
  }

  /** Copies the tree whose root lies {@code root} bytes into the value, where there is one. */
  private static void copyTree(
      ShardMemory memory,
      MemorySegment segment,
      long value,
      VersionedMemory to,
      MemorySegment copy,
      long root) {
    if (TreeRoot.exists(segment, value + root)) {
      TreeBlocks.copy(memory, segment, value + root, to, copy, root);
    }
  }

  /**
   * Moves blocks behind a record out of the parts of the memory that are being emptied, from where
   * an earlier call ended ({@code from}, 0 for the beginning) until {@code budget} is spent; no cut
   * may be open.
   *
   * @return where to go on; -1 where all was seen to
   */
  public static int move(
      ShardMemory memory,
      int kind,
      MemorySegment segment,
      long value,
      int from,
      MoveBudget budget) {
    if (kind == Kind.LIST_CHUNKED) {
      return ChunkedList.moveBlocks(memory, segment, value, from, budget);
    }
    int place = from;
    for (int tree = from / PLACES; tree < Kind.trees(kind); tree++) {
      int first = tree * PLACES;
      if (TreeRoot.exists(segment, value + root(tree))) {
        int next =
            TreeBlocks.moveBlocks(
                memory, segment, value + root(tree), Math.max(0, place - first), budget);
        if (next >= 0) {
          return first + Math.min(next, PLACES);
        }
      }
      place = 0;
    }
    return -1;
  }

  /** What is wrong with the trees behind a record; nothing where they are sound. */
  public static List<String> problems(
      ShardMemory memory, int kind, MemorySegment segment, long value, int length) {
    if (kind == Kind.STREAM) {
      return StreamCheck.problemsOf(memory, segment, value);
    }
    List<String> problems = new ArrayList<>();
    for (int i = 0, trees = Kind.trees(kind); i < trees; i++) {
      problems.addAll(TreeCheck.problemsOf(memory, segment, value + root(i)));
    }
    if (Kind.isTimed(kind)) {
      problems.addAll(TimedCheck.problemsOf(memory, kind, segment, value, length));
    }
    return problems;
  }

  /**
   * The blocks of a record that nobody sees any more, on their way to be freed. Not thread-safe.
   */
  public static final class Dropped {
    private final int kind;
    private final MemorySegment root;
    private int tree;

    /**
     * Takes over the blocks of a record.
     *
     * @param value a copy of its stored value
     */
    public Dropped(int kind, byte[] value) {
      this.kind = kind;
      this.root = MemorySegment.ofArray(value);
      if (kind != Kind.LIST_CHUNKED && TreeRoot.exists(root, 0)) {
        TreeBlocks.beginFreeing(root, 0);
      }
    }

    /** Frees some of the blocks; whether nothing is left. */
    public boolean freeSome(VersionedMemory versions) {
      if (kind == Kind.LIST_CHUNKED) {
        return ChunkedList.freeSome(versions, root);
      }
      if (TreeRoot.exists(root, root(tree)) && !TreeBlocks.freeSome(versions, root, root(tree))) {
        return false;
      }
      tree++;
      if (tree >= Kind.trees(kind)) {
        return true;
      }
      if (TreeRoot.exists(root, root(tree))) {
        TreeBlocks.beginFreeing(root, root(tree));
      }
      return false;
    }
  }
}
