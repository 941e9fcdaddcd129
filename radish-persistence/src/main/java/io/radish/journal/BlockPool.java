// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import java.util.ArrayDeque;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The blocks of the usual size that are not in use. Thread-safe. */
final class BlockPool {
  /** Kept however quiet it is, so that a burst begins with memory at hand. */
  private static final int KEPT = 8;

  /** Kept at most, until it is quiet: what a busy server gathers before it has to wait. */
  private static final int MOST = (int) (Health.MOST_BYTES / Block.BYTES);

  private final ArrayDeque<Block> free = new ArrayDeque<>(MOST);
  private final IntFunction<Block> memory;

  BlockPool() {
    this(Block::new);
  }

  /** A pool of blocks from elsewhere, for tests in which there is no memory left. */
  BlockPool(IntFunction<Block> memory) {
    this.memory = memory;
    provide();
  }

  /** A block with room for at least {@code bytes}. */
  Block take(int bytes) {
    if (bytes > Block.BYTES) {
      return memory.apply(bytes);
    }
    Block block = poll();
    return block == null ? memory.apply(Block.BYTES) : block;
  }

  private synchronized @Nullable Block poll() {
    return free.poll();
  }

  /** Takes back a block that nobody uses any more. */
  void give(Block block) {
    block.used = 0;
    block.users = 1;
    if (block.capacity != Block.BYTES || !keep(block, MOST)) {
      block.free();
    }
  }

  private synchronized boolean keep(Block block, int most) {
    return free.size() < most && free.add(block);
  }

  /** Makes blocks before they are needed, where few are left. */
  void provide() {
    while (size() < KEPT) {
      Block block = memory.apply(Block.BYTES);
      if (!keep(block, KEPT)) {
        block.free();
      }
    }
  }

  /** Gives back to the system what a burst has left. */
  void trim() {
    while (size() > KEPT) {
      Block block = poll();
      if (block != null) {
        block.free();
      }
    }
  }

  private synchronized int size() {
    return free.size();
  }

  /** Gives back everything. */
  void close() {
    for (Block block = poll(); block != null; block = poll()) {
      block.free();
    }
  }
}
