// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.diff;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Fingerprints of the first backup's entries, by those of their keys, in native memory.
 *
 * <pre>
 *   slot   | key, 16 bytes | value, 16 bytes |     and a byte for what was seen of it
 * </pre>
 *
 * <p>Open addressing over a power of two, three quarters full at most. Used by one thread.
 */
final class PrintTable implements AutoCloseable {
  /** What was seen of a key of the first backup. */
  enum Seen {
    /** No such key. */
    NOWHERE(0),
    /** Not met in the second yet. */
    BEFORE_ONLY(1),
    SAME(2),
    CHANGED(3);

    private final byte code;

    Seen(int code) {
      this.code = (byte) code;
    }

    static Seen of(byte code) {
      return switch (code) {
        case 0 -> NOWHERE;
        case 1 -> BEFORE_ONLY;
        case 2 -> SAME;
        default -> CHANGED;
      };
    }
  }

  /** A slot and its byte. */
  static final int SLOT_BYTES = 4 * Long.BYTES + 1;

  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
  private static final long LEAST_SLOTS = 1 << 10;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment slots;
  private final MemorySegment seen;
  private final long mask;
  private long size;

  /**
   * Makes an empty table.
   *
   * @param keys how many it has room for at least
   */
  PrintTable(long keys) {
    long count = LEAST_SLOTS;
    while (room(count) < keys) {
      count *= 2;
    }
    slots = arena.allocate(count * 4 * Long.BYTES, Long.BYTES);
    seen = arena.allocate(count);
    mask = count - 1;
  }

  private static long room(long slotCount) {
    return slotCount * 3 / 4;
  }

  /** How many keys fit into so many bytes; a power of two of slots is filled. */
  static long keysWithin(long bytes) {
    return room(Math.max(LEAST_SLOTS, Long.highestOneBit(bytes / SLOT_BYTES)));
  }

  void clear() {
    seen.fill((byte) 0);
    size = 0;
  }

  /** Adds an entry of the first backup, whose keys all differ. */
  void add(long keyHigh, long keyLow, long valueHigh, long valueLow) {
    if (++size > mask) {
      throw new IllegalStateException("more keys than there is room for");
    }
    long slot = slotOf(keyHigh, keyLow);
    slots.setAtIndex(WORD, 4 * slot, keyHigh);
    slots.setAtIndex(WORD, 4 * slot + 1, keyLow);
    slots.setAtIndex(WORD, 4 * slot + 2, valueHigh);
    slots.setAtIndex(WORD, 4 * slot + 3, valueLow);
    set(slot, Seen.BEFORE_ONLY);
  }

  /** Holds an entry of the second backup against the first's, and notes what it is. */
  Seen compare(long keyHigh, long keyLow, long valueHigh, long valueLow) {
    long slot = slotOf(keyHigh, keyLow);
    if (at(slot) == Seen.NOWHERE) {
      return Seen.NOWHERE;
    }
    boolean same =
        slots.getAtIndex(WORD, 4 * slot + 2) == valueHigh
            && slots.getAtIndex(WORD, 4 * slot + 3) == valueLow;
    Seen found = same ? Seen.SAME : Seen.CHANGED;
    set(slot, found);
    return found;
  }

  /** What is noted of a key. */
  Seen seen(long keyHigh, long keyLow) {
    return at(slotOf(keyHigh, keyLow));
  }

  private long slotOf(long keyHigh, long keyLow) {
    long slot = keyLow & mask;
    while (at(slot) != Seen.NOWHERE
        && (slots.getAtIndex(WORD, 4 * slot) != keyHigh
            || slots.getAtIndex(WORD, 4 * slot + 1) != keyLow)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private Seen at(long slot) {
    return Seen.of(seen.get(ValueLayout.JAVA_BYTE, slot));
  }

  private void set(long slot, Seen value) {
    seen.set(ValueLayout.JAVA_BYTE, slot, value.code);
  }

  @Override
  public void close() {
    arena.close();
  }
}
