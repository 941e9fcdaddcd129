// SPDX-License-Identifier: Apache-2.0
package io.radish.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run of at most 2^31-1 bytes that lies either in a {@code byte[]} or in native memory; a
 * flyweight that its owner points somewhere else again and again.
 *
 * <p>A view owns nothing. Whoever hands one out says how long the bytes behind it stay valid;
 * without a word it is until the next call on the object that handed it out. Not thread-safe.
 */
public final class ByteView {
  private static final byte[] EMPTY = new byte[0];
  private static final MemorySegment EMPTY_SEGMENT = MemorySegment.ofArray(EMPTY);

  private byte @Nullable [] array = EMPTY;
  private MemorySegment segment = EMPTY_SEGMENT;
  private long offset;
  private int length;

  /** Makes an empty view. */
  public ByteView() {}

  /** Makes a view of all of {@code array}. */
  public static ByteView of(byte[] array) {
    return new ByteView().set(array, 0, array.length);
  }

  /** Makes a view of the UTF-8 form of {@code text}. */
  public static ByteView of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Points this view at bytes on the heap. */
  public ByteView set(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
    return this;
  }

  /** Points this view at bytes of a segment that is not backed by a {@code byte[]}. */
  public ByteView set(MemorySegment segment, long offset, int length) {
    this.array = null;
    this.segment = segment;
    this.offset = offset;
    this.length = length;
    return this;
  }

  /** Points this view at the bytes that {@code other} shows. */
  public ByteView set(ByteView other) {
    this.array = other.array;
    this.segment = other.segment;
    this.offset = other.offset;
    this.length = other.length;
    return this;
  }

  /**
   * Points this view at {@code length} of the bytes that {@code other} shows, from {@code from}.
   */
  public ByteView set(ByteView other, int from, int length) {
    Objects.checkFromIndexSize(from, length, other.length);
    this.array = other.array;
    this.segment = other.segment;
    this.offset = other.offset + from;
    this.length = length;
    return this;
  }

  /** The number of bytes. */
  public int length() {
    return length;
  }

  /** The array the bytes lie in, or null where they lie in {@link #segment()}. */
  public byte @Nullable [] array() {
    return array;
  }

  /** Where the bytes begin within {@link #array()} or {@link #segment()}. */
  public long offset() {
    return offset;
  }

  /** The segment the bytes lie in; where they lie in an array, a segment over all of that array. */
  public MemorySegment segment() {
    byte[] heap = array;
    return heap == null ? segment : MemorySegment.ofArray(heap);
  }

  /** The byte at {@code index}, counted from the view's first. */
  public byte get(int index) {
    if (index < 0 || index >= length) {
      throw new IndexOutOfBoundsException("index " + index + " of " + length + " bytes");
    }
    byte[] heap = array;
    return heap == null
        ? segment.get(ValueLayout.JAVA_BYTE, offset + index)
        : heap[(int) offset + index];
  }

  /** Copies {@code count} bytes from {@code from} on into {@code target}. */
  public void copyTo(int from, byte[] target, int targetOffset, int count) {
    byte[] heap = array;
    if (heap == null) {
      MemorySegment.copy(
          segment, ValueLayout.JAVA_BYTE, offset + from, target, targetOffset, count);
    } else {
      System.arraycopy(heap, (int) offset + from, target, targetOffset, count);
    }
  }

  /** Copies all bytes into {@code target}. */
  public void copyTo(MemorySegment target, long targetOffset) {
    byte[] heap = array;
    if (heap == null) {
      MemorySegment.copy(segment, offset, target, targetOffset, length);
    } else {
      MemorySegment.copy(heap, (int) offset, target, ValueLayout.JAVA_BYTE, targetOffset, length);
    }
  }

  /** A fresh array with the bytes. */
  public byte[] toBytes() {
    byte[] copy = new byte[length];
    copyTo(0, copy, 0, length);
    return copy;
  }

  /** The bytes read as UTF-8, with U+FFFD for what is not. */
  public String toText() {
    byte[] heap = array;
    return heap == null
        ? new String(toBytes(), StandardCharsets.UTF_8)
        : new String(heap, (int) offset, length, StandardCharsets.UTF_8);
  }

  /** Whether both views show the same bytes. */
  public boolean contentEquals(ByteView other) {
    return length == other.length && mismatch(other) < 0;
  }

  /**
   * The index of the first byte in which the views differ; the length of the shorter one where that
   * is how the longer one begins, and -1 where both show the same.
   */
  public int mismatch(ByteView other) {
    return (int)
        MemorySegment.mismatch(
            segment(),
            offset,
            offset + length,
            other.segment(),
            other.offset,
            other.offset + other.length);
  }

  /** Whether the bytes begin with these. */
  public boolean startsWith(byte[] start) {
    if (length < start.length) {
      return false;
    }
    for (int i = 0; i < start.length; i++) {
      if (get(i) != start[i]) {
        return false;
      }
    }
    return true;
  }

  /** Compares the bytes, without signs, as far as both go; then the shorter one comes first. */
  public int compare(ByteView other) {
    int common = Math.min(length, other.length);
    long at =
        MemorySegment.mismatch(
            segment(),
            offset,
            offset + common,
            other.segment(),
            other.offset,
            other.offset + common);
    return at < 0
        ? Integer.compare(length, other.length)
        : Byte.compareUnsigned(get((int) at), other.get((int) at));
  }

  /** The length and up to 64 bytes as text, for messages to developers. */
  @Override
  public String toString() {
    byte[] head = new byte[Math.min(length, 64)];
    copyTo(0, head, 0, head.length);
    return length + " bytes: " + new String(head, StandardCharsets.ISO_8859_1);
  }
}
