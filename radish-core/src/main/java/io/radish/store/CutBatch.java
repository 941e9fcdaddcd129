// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.value.RecordLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some records of a cut, copied out under the shard's lock to be read without it.
 *
 * <p>Records below 16 KiB are copied; larger ones stay where they are, pinned or kept, until the
 * next batch. Of a chunked collection only the record is here, and the chunks behind it stay as
 * they are while the cut is open. Used by one thread.
 */
public final class CutBatch {
  private static final int FIRST_RECORDS = 256;
  private static final int[] NOTHING = {};

  private byte[] data = new byte[32 << 10];
  private int dataEnd;
  private int count;
  private int[] kinds = new int[FIRST_RECORDS];
  private long[] deadlines = new long[FIRST_RECORDS];
  private long[] keyAt = new long[FIRST_RECORDS];
  private int[] keyLengths = new int[FIRST_RECORDS];
  private long[] valueAt = new long[FIRST_RECORDS];
  private int[] valueLengths = new int[FIRST_RECORDS];

  /** Where the bytes of a record lie that was not copied; null for one that was. */
  private @Nullable MemorySegment[] places = new MemorySegment[FIRST_RECORDS];

  /** A copy of a value, for those who want it in native memory. */
  private MemorySegment nativeCopy = MemorySegment.NULL;

  private int[] heldRefs = NOTHING;
  private int heldCount;
  private ShardMemory memory;

  /** Makes an empty batch, to be filled again and again. */
  public CutBatch() {
    memory = new ShardMemory();
  }

  /** The number of records. */
  public int count() {
    return count;
  }

  /** The kind of record {@code i}. */
  public int kind(int i) {
    return kinds[i];
  }

  /** When record {@code i} expires, in milliseconds since the epoch, or none. */
  public long deadline(int i) {
    return deadlines[i];
  }

  /** Points {@code view} at the key of record {@code i}. */
  public ByteView key(int i, ByteView view) {
    return point(i, keyAt[i], keyLengths[i], view);
  }

  /** Points {@code view} at the stored value of record {@code i}. */
  public ByteView value(int i, ByteView view) {
    return point(i, valueAt[i], valueLengths[i], view);
  }

  /**
   * Points {@code view} at the stored value of record {@code i} in native memory, valid until the
   * next call.
   */
  public ByteView nativeValue(int i, ByteView view) {
    value(i, view);
    byte[] array = view.array();
    int length = view.length();
    if (array == null) {
      return view;
    }
    if (nativeCopy.byteSize() < length) {
      nativeCopy = Arena.ofAuto().allocate(Math.max(1024, length * 2L));
    }
    MemorySegment.copy(array, (int) view.offset(), nativeCopy, ValueLayout.JAVA_BYTE, 0, length);
    return view.set(nativeCopy, 0, length);
  }

  /** The memory in which the blocks behind a collection's record lie. */
  public ShardMemory memory() {
    return memory;
  }

  private ByteView point(int i, long at, int length, ByteView view) {
    MemorySegment place = places[i];
    return place == null ? view.set(data, (int) at, length) : view.set(place, at, length);
  }

  // ---- filling, under the lock ----

  void clear(ShardMemory of) {
    memory = of;
    count = 0;
    dataEnd = 0;
  }

  /** Adds a record; a large one is not copied, and the caller sees to it that it stays. */
  void add(MemorySegment segment, long at, boolean large) {
    if (count == kinds.length) {
      grow();
    }
    int i = count++;
    int keyLength = RecordLayout.keyLength(segment, at);
    int valueLength = RecordLayout.valueLength(segment, at);
    long keyOffset = RecordLayout.keyOffset(segment, at);
    kinds[i] = RecordLayout.kind(segment, at);
    deadlines[i] = RecordLayout.deadline(segment, at);
    keyLengths[i] = keyLength;
    valueLengths[i] = valueLength;
    if (large) {
      places[i] = segment;
      keyAt[i] = keyOffset;
      valueAt[i] = keyOffset + keyLength;
      return;
    }
    int bytes = keyLength + valueLength;
    if (dataEnd + bytes > data.length) {
      data = Arrays.copyOf(data, Math.max(data.length * 2, dataEnd + bytes));
    }
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, keyOffset, data, dataEnd, bytes);
    places[i] = null;
    keyAt[i] = dataEnd;
    valueAt[i] = (long) dataEnd + keyLength;
    dataEnd += bytes;
  }

  /** Remembers a large record that this batch holds, to be let go with {@link #takeHeld}. */
  void hold(int ref) {
    if (heldCount == heldRefs.length) {
      heldRefs = Arrays.copyOf(heldRefs, Math.max(8, heldCount * 2));
    }
    heldRefs[heldCount++] = ref;
  }

  int[] takeHeld() {
    if (heldCount == 0) {
      return NOTHING;
    }
    int[] taken = Arrays.copyOf(heldRefs, heldCount);
    heldCount = 0;
    return taken;
  }

  private void grow() {
    int capacity = count * 2;
    kinds = Arrays.copyOf(kinds, capacity);
    deadlines = Arrays.copyOf(deadlines, capacity);
    keyAt = Arrays.copyOf(keyAt, capacity);
    keyLengths = Arrays.copyOf(keyLengths, capacity);
    valueAt = Arrays.copyOf(valueAt, capacity);
    valueLengths = Arrays.copyOf(valueLengths, capacity);
    places = Arrays.copyOf(places, capacity);
  }
}
