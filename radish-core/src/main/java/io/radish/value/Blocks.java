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
  private static final int SECOND = 1 << 30;

  /** Chunks of a list that are counted at once: some tens of microseconds. */
  private static final int MOST_COUNTED = 1024;

  private Blocks() {}

  /** The bytes of the blocks behind a record whose value lies at {@code value}. */
  public static long bytes(ShardMemory memory, int kind, MemorySegment segment, long value) {
    return switch (kind) {
      case Kind.LIST_CHUNKED -> ChunkedList.bytes(memory, segment, value);
      case Kind.HASH_TREE, Kind.SET_TREE -> TreeRoot.bytes(segment, value);
      case Kind.ZSET_TREE, Kind.STREAM ->
          TreeRoot.bytes(segment, value) + TreeRoot.bytes(segment, value + TreeRoot.BYTES);
      default -> 0;
    };
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
    byte[] bytes = new byte[from.valueLength()];
    MemorySegment copy = MemorySegment.ofArray(bytes);
    if (from.kind() == Kind.STREAM) {
      from.value(new ByteView()).copyTo(copy, 0);
    }
    copyTree(memory, segment, value, to, copy, 0);
    if (hasTwo(from.kind())) {
      try {
        copyTree(memory, segment, value, to, copy, TreeRoot.BYTES);
      } catch (RuntimeException | Error noMemory) {
        if (TreeRoot.exists(copy, 0)) {
          TreeBlocks.free(to, copy, 0);
        }
        throw noMemory;
      }
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

  /** Whether records of that kind have two roots: a stream's may be of no tree. */
  private static boolean hasTwo(int kind) {
    return kind == Kind.ZSET_TREE || kind == Kind.STREAM;
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
    return switch (kind) {
      case Kind.LIST_CHUNKED -> ChunkedList.moveBlocks(memory, segment, value, from, budget);
      case Kind.ZSET_TREE, Kind.STREAM -> moveTwo(memory, segment, value, from, budget);
      default -> TreeBlocks.moveBlocks(memory, segment, value, from, budget);
    };
  }

  /**
   * Both trees of a record that has two; places in the second one are those from {@link #SECOND}
   * on.
   */
  private static int moveTwo(
      ShardMemory memory, MemorySegment segment, long value, int from, MoveBudget budget) {
    if (from < SECOND && TreeRoot.exists(segment, value)) {
      int next = TreeBlocks.moveBlocks(memory, segment, value, from, budget);
      if (next >= 0) {
        return Math.min(next, SECOND);
      }
    }
    if (!TreeRoot.exists(segment, value + TreeRoot.BYTES)) {
      return -1;
    }
    int second = Math.max(0, from - SECOND);
    int next = TreeBlocks.moveBlocks(memory, segment, value + TreeRoot.BYTES, second, budget);
    return next < 0 ? -1 : SECOND + next;
  }

  /** What is wrong with the trees behind a record; nothing where they are sound. */
  public static List<String> problems(
      ShardMemory memory, int kind, MemorySegment segment, long value) {
    return switch (kind) {
      case Kind.HASH_TREE, Kind.SET_TREE -> TreeCheck.problemsOf(memory, segment, value);
      case Kind.ZSET_TREE -> {
        List<String> problems = new ArrayList<>(TreeCheck.problemsOf(memory, segment, value));
        problems.addAll(TreeCheck.problemsOf(memory, segment, value + TreeRoot.BYTES));
        yield problems;
      }
      case Kind.STREAM -> StreamCheck.problemsOf(memory, segment, value);
      default -> List.of();
    };
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
      long at = (long) tree * TreeRoot.BYTES;
      if (TreeRoot.exists(root, at) && !TreeBlocks.freeSome(versions, root, at)) {
        return false;
      }
      tree++;
      if (!hasTwo(kind) || tree == 2) {
        return true;
      }
      if (TreeRoot.exists(root, TreeRoot.BYTES)) {
        TreeBlocks.beginFreeing(root, TreeRoot.BYTES);
      }
      return false;
    }
  }
}
