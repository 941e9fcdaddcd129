// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.memory.ByteView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A set of 64-bit hashes of keys, by which a key that occurs twice is suspected.
 *
 * <p>It takes 11 to 22 bytes a key of native memory instead of the keys on the heap. Two keys out
 * of a hundred million share a hash by chance once in thousands of files, so a suspicion has to be
 * confirmed. An open-addressing table of powers of two, 0 meaning free. Used by one thread.
 */
final class KeyFingerprints implements AutoCloseable {
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long FIRST = 0x9E3779B97F4A7C15L;
  private static final long SECOND = 0xD1B54A32D192ED03L;
  private static final long THIRD = 0x9FB21C651E98DF25L;
  private static final long LEAST_SLOTS = 1 << 10;

  private NativeBlock block;
  private MemorySegment table;
  private long mask;
  private long size;

  /**
   * Makes an empty set.
   *
   * @param expected about how many keys will come
   */
  KeyFingerprints(long expected) {
    long slots = LEAST_SLOTS;
    while (slots * 3 / 4 < expected) {
      slots *= 2;
    }
    block = new NativeBlock(slots * Long.BYTES);
    table = block.segment();
    mask = slots - 1;
  }

  /** Adds a key; false where it, or another with the same hash, is there already. */
  boolean add(ByteView key) {
    if (size >= (mask + 1) * 3 / 4) {
      grow();
    }
    long hash = hash(key);
    long slot = slotOf(hash);
    if (table.getAtIndex(WORD, slot) == hash) {
      return false;
    }
    table.setAtIndex(WORD, slot, hash);
    size++;
    return true;
  }

  /** The slot that holds the hash, or the free one where it belongs. */
  private long slotOf(long hash) {
    long slot = hash & mask;
    while (true) {
      long there = table.getAtIndex(WORD, slot);
      if (there == 0 || there == hash) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }

  private void grow() {
    NativeBlock oldBlock = block;
    MemorySegment old = table;
    long slots = mask + 1;
    block = new NativeBlock(2 * slots * Long.BYTES);
    table = block.segment();
    mask = 2 * slots - 1;
    for (long i = 0; i < slots; i++) {
      long hash = old.getAtIndex(WORD, i);
      if (hash != 0) {
        table.setAtIndex(WORD, slotOf(hash), hash);
      }
    }
    oldBlock.close();
  }

  /** A hash that is never 0: eight bytes at a time, folded by multiplication as wyhash does. */
  private static long hash(ByteView key) {
    byte[] bytes = key.array();
    int from = (int) key.offset();
    int length = key.length();
    if (bytes == null) {
      bytes = key.toBytes();
      from = 0;
    }
    long hash = FIRST + length * THIRD;
    int end = from + length;
    int at = from;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONG.get(bytes, at), SECOND);
    }
    long rest = 0;
    for (; at < end; at++) {
      rest = rest << 8 | (bytes[at] & 0xff);
    }
    hash = mix(mix(hash ^ rest, SECOND), FIRST);
    return hash == 0 ? 1 : hash;
  }

  private static long mix(long a, long b) {
    return a * b ^ Math.unsignedMultiplyHigh(a, b);
  }

  @Override
  public void close() {
    block.close();
  }
}
