// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one request, the command's name first, where they lie; a flyweight that a {@link
 * RequestDecoder} points at one request after another.
 *
 * <p>An argument lies either on the heap, at {@link #offset} of {@link #array}, or, where {@link
 * #array} is null, in native memory, as {@link #large}. Any argument may be large, short ones too
 * when the request is very long; {@link #bytes}, {@link #text}, {@link #start}, {@link #matches}
 * and {@link #isLong} do not care.
 *
 * <p>What the decoder filled in is valid until its next call of {@link RequestDecoder#next}, {@link
 * RequestDecoder#reserve}, {@link RequestDecoder#trim} or {@link RequestDecoder#close}; what {@link
 * #copy} and {@link #of} return is independent of it. An index outside 0 to {@link #count} - 1 is
 * an {@link IndexOutOfBoundsException}. Not thread-safe.
 */
public final class Arguments {
  private static final byte[] NO_BYTES = new byte[0];
  private static final int[] NO_INTS = new int[0];

  private byte[] array = NO_BYTES;
  private int base;
  private int[] offsets = NO_INTS;
  private int[] lengths = NO_INTS;

  /** The region of {@link #memory} an argument lies in, or -1; null where all are on the heap. */
  private int @Nullable [] regions;

  private @Nullable LargeMemory memory;
  private int first;
  private int count;

  /** The native memory of a copy, where it needs some. */
  private @Nullable Arena owned;

  /** Makes an empty flyweight, to be filled by a decoder. */
  public Arguments() {}

  /** Makes arguments of their own from the given bytes, which are copied. */
  public static Arguments of(byte[]... values) {
    Arguments made = new Arguments();
    int total = 0;
    for (byte[] value : values) {
      total = Math.addExact(total, value.length);
    }
    byte[] all = new byte[total];
    int[] offsets = new int[values.length];
    int[] lengths = new int[values.length];
    int at = 0;
    for (int i = 0; i < values.length; i++) {
      offsets[i] = at;
      lengths[i] = values[i].length;
      System.arraycopy(values[i], 0, all, at, values[i].length);
      at += values[i].length;
    }
    made.fill(all, 0, offsets, lengths, values.length);
    return made;
  }

  /** Makes arguments of their own from the UTF-8 form of the given texts. */
  public static Arguments of(String... values) {
    byte[][] bytes = new byte[values.length][];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = values[i].getBytes(StandardCharsets.UTF_8);
    }
    return of(bytes);
  }

  /** The number of arguments, the command's name included. */
  public int count() {
    return count;
  }

  /** The array that argument {@code i} lies in, or null where it is {@link #large}. */
  public byte @Nullable [] array(int i) {
    int at = index(i);
    return regions == null || regions[at] < 0 ? array : null;
  }

  /** Where argument {@code i} begins in {@link #array}; 0 where it is {@link #large}. */
  public int offset(int i) {
    int at = index(i);
    return regions == null || regions[at] < 0 ? base + offsets[at] : 0;
  }

  /** The number of bytes of argument {@code i}. */
  public int length(int i) {
    return lengths[index(i)];
  }

  /**
   * Exactly the bytes of argument {@code i} in native memory, or null where it lies on the heap.
   */
  public @Nullable MemorySegment large(int i) {
    int at = index(i);
    if (regions == null || memory == null || regions[at] < 0) {
      return null;
    }
    return memory.region(regions[at]).asSlice(offsets[at], lengths[at]);
  }

  /** A fresh array with the bytes of argument {@code i}. */
  public byte[] bytes(int i) {
    MemorySegment large = large(i);
    if (large != null) {
      return large.toArray(JAVA_BYTE);
    }
    int from = offset(i);
    byte[] copy = new byte[length(i)];
    System.arraycopy(array, from, copy, 0, copy.length);
    return copy;
  }

  /**
   * The first bytes of argument {@code i}, {@code mostBytes} of them where it is longer; for what
   * is only looked at or quoted, however much a client sends.
   */
  public byte[] start(int i, int mostBytes) {
    byte[] copy = new byte[Math.min(length(i), mostBytes)];
    MemorySegment large = large(i);
    if (large == null) {
      System.arraycopy(array, offset(i), copy, 0, copy.length);
    } else {
      MemorySegment.copy(large, JAVA_BYTE, 0, copy, 0, copy.length);
    }
    return copy;
  }

  /**
   * Argument {@code i} read as UTF-8, with U+FFFD for what is not; the first {@code mostBytes}
   * where it is longer.
   *
   * <p>There is no text of a whole argument of any length: it may be half a gigabyte, and a text
   * lies on the heap.
   */
  public String text(int i, int mostBytes) {
    MemorySegment large = large(i);
    return large == null
        ? new String(array, offset(i), Math.min(length(i), mostBytes), StandardCharsets.UTF_8)
        : new String(start(i, mostBytes), StandardCharsets.UTF_8);
  }

  /** Whether argument {@code i} is {@code literal}, whichever case its ASCII letters have. */
  public boolean matches(int i, String literal) {
    if (length(i) != literal.length()) {
      return false;
    }
    MemorySegment large = large(i);
    int from = offset(i);
    for (int k = 0; k < literal.length(); k++) {
      byte is = large == null ? array[from + k] : large.get(JAVA_BYTE, k);
      if (lower(is & 0xff) != lower(literal.charAt(k))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether argument {@code i} is a 64-bit whole number in the one spelling Redis takes: no plus
   * sign, leading zero, minus zero or blank.
   */
  public boolean isLong(int i) {
    MemorySegment large = large(i);
    if (large == null) {
      return Integers.isLong(array, offset(i), length(i));
    }
    byte[] bytes = Integers.candidate(large);
    return Integers.isLong(bytes, 0, bytes.length);
  }

  /**
   * The whole number that argument {@code i} is.
   *
   * @throws NumberFormatException where {@link #isLong} says that it is none
   */
  public long toLong(int i) {
    if (!isLong(i)) {
      throw new NumberFormatException("argument " + i + " is not a 64-bit whole number");
    }
    MemorySegment large = large(i);
    if (large == null) {
      return Integers.toLong(array, offset(i), length(i));
    }
    byte[] bytes = Integers.candidate(large);
    return Integers.toLong(bytes, 0, bytes.length);
  }

  /**
   * A view of the same arguments without the first {@code from}; valid as long as these are, and
   * not longer than they stay pointed at this request.
   */
  public Arguments slice(int from) {
    Objects.checkIndex(from, count + 1);
    Arguments view = new Arguments();
    view.array = array;
    view.base = base;
    view.offsets = offsets;
    view.lengths = lengths;
    view.regions = regions;
    view.memory = memory;
    view.first = first + from;
    view.count = count - from;
    return view;
  }

  /**
   * An independent copy, for a command that runs later, on whatever thread. Where any argument is
   * large the copy has native memory, which {@link #release} frees.
   */
  public Arguments copy() {
    int onHeap = 0;
    boolean anyLarge = false;
    for (int i = 0; i < count; i++) {
      boolean large = array(i) == null;
      anyLarge |= large;
      onHeap = large ? onHeap : Math.addExact(onHeap, length(i));
    }
    byte[] bytes = new byte[onHeap];
    int[] starts = new int[count];
    int[] sizes = new int[count];
    int at = 0;
    for (int i = 0; i < count; i++) {
      sizes[i] = length(i);
      starts[i] = at;
      if (array(i) != null) {
        System.arraycopy(array, offset(i), bytes, at, sizes[i]);
        at += sizes[i];
      }
    }
    Arguments copied = new Arguments();
    copied.fill(bytes, 0, starts, sizes, count);
    if (anyLarge) {
      copyLargeTo(copied);
    }
    return copied;
  }

  /**
   * Frees the native memory that a {@link #copy} owns; its large arguments can no longer be read.
   * Harmless on anything else, and a second time.
   */
  public void release() {
    Arena arena = owned;
    if (arena != null) {
      owned = null;
      arena.close();
    }
  }

  /** Points this at arguments that all lie on the heap. */
  void fill(byte[] array, int base, int[] offsets, int[] lengths, int count) {
    this.array = array;
    this.base = base;
    this.offsets = offsets;
    this.lengths = lengths;
    this.count = count;
    this.first = 0;
    this.regions = null;
    this.memory = null;
  }

  /** Points this at arguments that all lie on the heap. */
  void fill(byte[] array, int base, Places places) {
    fill(array, base, places.offsets, places.lengths, places.count);
  }

  /**
   * Says which of the arguments just filled in lie in regions of {@code memory}, and not on the
   * heap.
   */
  void fillLarge(int @Nullable [] regions, LargeMemory memory) {
    this.regions = regions;
    this.memory = memory;
  }

  /** Points this at nothing. */
  void clear() {
    fill(NO_BYTES, 0, NO_INTS, NO_INTS, 0);
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by release() of the copy
  private void copyLargeTo(Arguments copied) {
    // Shared, because who runs the command later is not known; closing it is slow, but so is the
    // copying that comes before.
    Arena arena = Arena.ofShared();
    copied.owned = arena;
    LargeMemory copies = new LargeMemory(arena);
    int[] places = new int[count];
    try {
      for (int i = 0; i < count; i++) {
        MemorySegment large = large(i);
        places[i] = -1;
        if (large != null) {
          places[i] = copies.pack(large);
          copied.offsets[i] = copies.packedEnd() - copied.lengths[i];
        }
      }
    } catch (OutOfMemoryError noMemory) {
      copied.release();
      throw noMemory;
    }
    copied.fillLarge(places, copies);
  }

  private int index(int i) {
    return first + Objects.checkIndex(i, count);
  }

  private static int lower(int character) {
    return character >= 'A' && character <= 'Z' ? character + ('a' - 'A') : character;
  }
}
