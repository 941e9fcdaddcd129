// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.memory.ByteView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of a unit while its effects come. Small ones stay in an array that is used again and
 * again; large ones go to blocks, which the batch takes over as they are, so that a large value is
 * copied once. Used by one thread.
 */
final class UnitBuffer {
  /** What an array is kept for; more goes to blocks. */
  private static final int ARRAY_BYTES = 64 << 10;

  /** Payloads from here on go straight to a block. */
  private static final int DIRECT_BYTES = 16 << 10;

  private static final int FIRST_BYTES = 1024;

  private final BlockPool pool;
  private final List<Block> blocks = new ArrayList<>();
  private byte[] array = new byte[FIRST_BYTES];
  private int size;

  /** Whether memory could not be had, so that what there is is not all. */
  private boolean torn;

  UnitBuffer(BlockPool pool) {
    this.pool = pool;
  }

  /** The bytes, where {@link #blocks} has none. */
  byte[] array() {
    return array;
  }

  /** How many bytes {@link #array} has. */
  int size() {
    return size;
  }

  /** Whether the bytes are in blocks. */
  boolean isLarge() {
    return !blocks.isEmpty();
  }

  /** Brings the last bytes to the blocks and returns them; the caller takes them over. */
  List<Block> blocks() {
    flush();
    return blocks;
  }

  /** Sees to it that {@code count} more bytes, at most {@link #DIRECT_BYTES}, fit. */
  private void ensure(int count) {
    if (size + count > array.length) {
      grow(count);
    }
  }

  private void grow(int count) {
    if (size + count > ARRAY_BYTES) {
      flush();
    }
    if (size + count > array.length) {
      torn = true;
      array = Arrays.copyOf(array, Math.max(size + count, 2 * array.length));
      torn = false;
    }
  }

  void put(byte[] bytes) {
    ensure(bytes.length);
    System.arraycopy(bytes, 0, array, size, bytes.length);
    size += bytes.length;
  }

  void put(ByteView bytes) {
    int length = bytes.length();
    if (length > DIRECT_BYTES) {
      flush();
      Block block = block(length);
      bytes.copyTo(block.segment(), block.used);
      block.used += length;
    } else {
      ensure(length);
      bytes.copyTo(0, array, size, length);
      size += length;
    }
  }

  /** A prefix, a decimal number and a line's end. */
  void number(byte prefix, long value) {
    ensure(Decimal.MAX_BYTES + 3);
    array[size] = prefix;
    size = Decimal.put(value, array, size + 1);
    array[size++] = '\r';
    array[size++] = '\n';
  }

  /** A decimal number and a line's end. */
  void digits(long value) {
    ensure(Decimal.MAX_BYTES + 2);
    size = Decimal.put(value, array, size);
    array[size++] = '\r';
    array[size++] = '\n';
  }

  private void flush() {
    if (size > 0) {
      Block block = block(size);
      block.put(array, size);
      size = 0;
    }
  }

  /** The last block, where {@code count} bytes fit, or a new one. */
  private Block block(int count) {
    if (!blocks.isEmpty() && blocks.getLast().room() >= count) {
      return blocks.getLast();
    }
    torn = true;
    Block block = pool.take(count);
    blocks.add(block);
    torn = false;
    return block;
  }

  /** Whether something is missing in it. */
  boolean isTorn() {
    return torn;
  }

  /** Gives back the blocks that were not taken over. */
  void giveBack() {
    blocks.forEach(pool::give);
    blocks.clear();
  }

  /** Forgets everything; blocks that were not taken over are for the caller to give back. */
  void clear() {
    size = 0;
    torn = false;
    blocks.clear();
  }
}
