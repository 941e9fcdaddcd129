// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ShardMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The layout of a record: a key with its value, in one block of a shard's memory.
 *
 * <pre>
 *   0      word: kind 5 bits | deadline | wide | young | access 24 bits
 *   4      key length, value length: 16 bits each, or 32 bits each where wide
 *   8, 12  deadline, milliseconds since the epoch, 8 bytes, where the word says so
 *   ...    key, value
 * </pre>
 *
 * <p>A 16-byte key with a 64-byte value takes 88 bytes. "Young" marks a record written after a cut
 * where the snapshot has not been yet: the snapshot clears the mark and passes it by. The methods
 * take a block's segment and offset, so that the block is resolved once.
 */
public final class RecordLayout {
  /** No deadline. */
  public static final long NO_DEADLINE = -1;

  /**
   * The longest idle time that 24 bits tell, 193 days: what is more is a use in the future, of up
   * to a day.
   */
  public static final int MOST_IDLE_SECONDS = 0xFFFFFF - 24 * 3600;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private static final int KIND_MASK = 0x1F;
  private static final int HAS_DEADLINE = 1 << 5;
  private static final int WIDE = 1 << 6;
  private static final int YOUNG = 1 << 7;
  private static final int ACCESS_SHIFT = 8;
  private static final int ACCESS_MASK = 0xFFFFFF;
  private static final int NARROW_LIMIT = 0xFFFF;

  private RecordLayout() {}

  /** The bytes a record takes, before its block is rounded up. */
  public static long bytes(int keyLength, int valueLength, boolean hasDeadline) {
    long header = (isWide(keyLength, valueLength) ? 12L : 8L) + (hasDeadline ? 8L : 0L);
    return header + keyLength + valueLength;
  }

  /** The bytes the record at {@code at} takes, as it was asked for. */
  public static long bytes(MemorySegment segment, long at) {
    return valueOffset(segment, at) - at + valueLength(segment, at);
  }

  /**
   * Writes a header; key and value are to follow at {@link #keyOffset} and {@link #valueOffset}.
   */
  public static void writeHeader(
      MemorySegment segment,
      long at,
      int kind,
      int access,
      int keyLength,
      int valueLength,
      long deadline) {
    boolean wide = isWide(keyLength, valueLength);
    int word = kind | access << ACCESS_SHIFT;
    word |= deadline == NO_DEADLINE ? 0 : HAS_DEADLINE;
    word |= wide ? WIDE : 0;
    segment.set(INT, at, word);
    if (wide) {
      segment.set(INT, at + 4, keyLength);
      segment.set(INT, at + 8, valueLength);
    } else {
      segment.set(INT, at + 4, keyLength | valueLength << 16);
    }
    if (deadline != NO_DEADLINE) {
      segment.set(LONG, at + (wide ? 12 : 8), deadline);
    }
  }

  public static int kind(MemorySegment segment, long at) {
    return segment.get(INT, at) & KIND_MASK;
  }

  public static void setKind(MemorySegment segment, long at, int kind) {
    segment.set(INT, at, (segment.get(INT, at) & ~KIND_MASK) | kind);
  }

  public static int keyLength(MemorySegment segment, long at) {
    int lengths = segment.get(INT, at + 4);
    return (segment.get(INT, at) & WIDE) != 0 ? lengths : lengths & NARROW_LIMIT;
  }

  public static long keyOffset(MemorySegment segment, long at) {
    int word = segment.get(INT, at);
    return at + ((word & WIDE) != 0 ? 12 : 8) + ((word & HAS_DEADLINE) != 0 ? 8 : 0);
  }

  public static int valueLength(MemorySegment segment, long at) {
    return (segment.get(INT, at) & WIDE) != 0
        ? segment.get(INT, at + 8)
        : segment.get(INT, at + 4) >>> 16;
  }

  /** Changes the length of a value, with which the header stays as wide as it is. */
  public static void setValueLength(MemorySegment segment, long at, int valueLength) {
    if (isWide(segment, at)) {
      segment.set(INT, at + 8, valueLength);
    } else {
      segment.set(INT, at + 4, keyLength(segment, at) | valueLength << 16);
    }
  }

  public static long valueOffset(MemorySegment segment, long at) {
    return keyOffset(segment, at) + keyLength(segment, at);
  }

  /** When the record expires, in milliseconds since the epoch, or {@link #NO_DEADLINE}. */
  public static long deadline(MemorySegment segment, long at) {
    int word = segment.get(INT, at);
    if ((word & HAS_DEADLINE) == 0) {
      return NO_DEADLINE;
    }
    return segment.get(LONG, at + ((word & WIDE) != 0 ? 12 : 8));
  }

  /** Whether the record, or a field of the hash in it, has a deadline. */
  public static boolean isMarked(MemorySegment segment, long at) {
    int word = segment.get(INT, at);
    return (word & HAS_DEADLINE) != 0 || Kind.isTimed(word & KIND_MASK);
  }

  /** Whether the record's own time has passed, or that of all fields of the hash in it. */
  public static boolean isOver(ShardMemory memory, MemorySegment segment, long at, long now) {
    if (!isMarked(segment, at)) {
      return false;
    }
    long deadline = deadline(segment, at);
    return (deadline != NO_DEADLINE && deadline <= now) || hasNoFieldLeft(memory, segment, at, now);
  }

  /** Whether it is a hash of which all fields are due. */
  public static boolean hasNoFieldLeft(
      ShardMemory memory, MemorySegment segment, long at, long now) {
    int kind = kind(segment, at);
    long value = valueOffset(segment, at);
    return Kind.isTimed(kind)
        && HashValue.earliest(kind, segment, value) <= now
        && HashValue.due(memory, kind, segment, value, valueLength(segment, at), now)
            == CollectionValue.length(kind, segment, value);
  }

  /** Changes the deadline of a record that has one. */
  public static void setDeadline(MemorySegment segment, long at, long deadline) {
    segment.set(LONG, at + ((segment.get(INT, at) & WIDE) != 0 ? 12 : 8), deadline);
  }

  /** Whether the record was written after the open cut, ahead of the snapshot. */
  public static boolean isYoung(MemorySegment segment, long at) {
    return (segment.get(INT, at) & YOUNG) != 0;
  }

  public static void setYoung(MemorySegment segment, long at, boolean young) {
    int word = segment.get(INT, at);
    segment.set(INT, at, young ? word | YOUNG : word & ~YOUNG);
  }

  /** The 24 bits that say how recently, or how often, the record was used. */
  public static int access(MemorySegment segment, long at) {
    return segment.get(INT, at) >>> ACCESS_SHIFT;
  }

  public static void setAccess(MemorySegment segment, long at, int access) {
    int word = segment.get(INT, at);
    segment.set(INT, at, (word & 0xFF) | access << ACCESS_SHIFT);
  }

  /** What {@link #access} is of a record that is used at {@code now}, in milliseconds. */
  public static int accessAt(long now) {
    return (int) (now / 1000) & ACCESS_MASK;
  }

  /**
   * The seconds since the record was used, up to {@link #MOST_IDLE_SECONDS}; 0 where it was used
   * after {@code now}, by another thread's clock or before the clock was set back.
   */
  public static int idleSeconds(MemorySegment segment, long at, long now) {
    int seconds = (accessAt(now) - access(segment, at)) & ACCESS_MASK;
    return seconds > MOST_IDLE_SECONDS ? 0 : seconds;
  }

  /** The bytes of the record {@code ref}, as it was asked for. */
  public static long bytes(ShardMemory memory, int ref) {
    return bytes(memory.segment(ref), ShardMemory.offset(ref));
  }

  /** Whether the record's lengths take 32 bits each. */
  public static boolean isWide(MemorySegment segment, long at) {
    return (segment.get(INT, at) & WIDE) != 0;
  }

  /** Whether lengths need 32 bits each. */
  public static boolean isWide(int keyLength, int valueLength) {
    return keyLength > NARROW_LIMIT || valueLength > NARROW_LIMIT;
  }
}
