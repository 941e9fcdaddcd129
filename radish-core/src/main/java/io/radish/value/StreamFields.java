// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * The fields and values of an entry of a stream, one behind the other: put together by whoever has
 * them one by one, and read from left to right. Reusable, to be closed; used by one thread.
 */
public final class StreamFields implements AutoCloseable {
  /** Up to here they are gathered on the heap. */
  private static final int HEAP_BYTES = 64 << 10;

  private static final int FIRST_BYTES = 256;

  /** What one view can show, with room for what is put before it. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - 64L;

  private MemorySegment room = MemorySegment.ofArray(new byte[FIRST_BYTES]);
  private @Nullable Arena arena;
  private long size;

  /** Forgets what was added. */
  public StreamFields clear() {
    size = 0;
    return this;
  }

  /**
   * Adds the next field or value.
   *
   * @throws IllegalArgumentException where they would take more than 2 GiB together
   */
  public StreamFields add(ByteView element) {
    if (!offer(element)) {
      throw new IllegalArgumentException("the fields of an entry take more than 2 GiB");
    }
    return this;
  }

  /** As {@link #add}; false where they would take more than 2 GiB together. */
  public boolean offer(ByteView element) {
    long needed = size + Elements.bytes(element.length());
    if (needed >= MOST_BYTES) {
      return false;
    }
    if (needed > room.byteSize()) {
      grow(needed);
    }
    size = Elements.write(room, size, element);
    return true;
  }

  /** Takes a byte and {@code fields} behind it; a view of all, valid until the next call. */
  ByteView marked(int mark, ByteView fields) {
    long needed = 1L + fields.length();
    if (needed > room.byteSize()) {
      grow(needed);
    }
    room.set(ValueLayout.JAVA_BYTE, 0, (byte) mark);
    fields.copyTo(room, 1);
    size = needed;
    return bytes(new ByteView());
  }

  // The arena is closed by the next one's coming, or by close.
  @SuppressWarnings("MustBeClosedChecker")
  private void grow(long needed) {
    long bytes = Math.max(needed, 2 * room.byteSize());
    Arena old = arena;
    MemorySegment larger;
    if (bytes <= HEAP_BYTES) {
      larger = MemorySegment.ofArray(new byte[(int) bytes]);
    } else {
      Arena own = Arena.ofShared();
      larger = own.allocate(bytes);
      arena = own;
    }
    MemorySegment.copy(room, 0, larger, 0, size);
    room = larger;
    if (old != null) {
      old.close();
    }
  }

  /** Points {@code view} at what was added, valid until the next call. */
  public ByteView bytes(ByteView view) {
    return room.heapBase().isPresent()
        ? view.set((byte[]) room.heapBase().get(), 0, (int) size)
        : view.set(room, 0, (int) size);
  }

  @Override
  public void close() {
    if (arena != null) {
      arena.close();
      arena = null;
      room = MemorySegment.ofArray(new byte[FIRST_BYTES]);
    }
    size = 0;
  }

  // ---- reading ----

  /** The number of fields and values in {@code fields}. */
  public static int count(ByteView fields) {
    MemorySegment segment = fields.segment();
    long end = fields.offset() + fields.length();
    int count = 0;
    for (long at = fields.offset(); at < end; at = Elements.next(segment, at)) {
      count++;
    }
    return count;
  }

  /**
   * Points {@code view} at the field or value that begins {@code at} bytes into {@code fields};
   * where the next one begins, which is the end of {@code fields} behind the last.
   */
  public static int read(ByteView fields, int at, ByteView view) {
    MemorySegment segment = fields.segment();
    long next = Elements.read(segment, fields.offset() + at, view);
    byte[] array = fields.array();
    if (array != null) {
      view.set(array, (int) view.offset(), view.length());
    }
    return (int) (next - fields.offset());
  }

  /** Whether two entries have the same fields in the same order. */
  public static boolean haveSameNames(ByteView one, ByteView other) {
    ByteView first = new ByteView();
    ByteView second = new ByteView();
    int at = 0;
    int otherAt = 0;
    while (at < one.length() && otherAt < other.length()) {
      at = read(one, at, first);
      otherAt = read(other, otherAt, second);
      if (!first.contentEquals(second)) {
        return false;
      }
      at = read(one, at, first);
      otherAt = read(other, otherAt, second);
    }
    return at >= one.length() && otherAt >= other.length();
  }

  /** Whether bytes are those of at least one field with its value. */
  static boolean areSound(ByteView fields) {
    int count = 0;
    int at = 0;
    while (at < fields.length()) {
      int length = 0;
      int prefix = 0;
      byte part;
      do {
        if (at + prefix >= fields.length() || prefix == 5) {
          return false;
        }
        part = fields.get(at + prefix);
        length |= (part & 0x7F) << (7 * prefix++);
      } while (part < 0);
      if (length < 0 || length > fields.length() - at - 2L * prefix) {
        return false;
      }
      at += 2 * prefix + length;
      count++;
    }
    return count > 0 && count % 2 == 0;
  }
}
