// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A small hash of which a field has a deadline, packed into its record: as {@link Packed}, with the
 * earliest deadline behind the header, and behind each value its deadline, of no bytes or of eight.
 *
 * <p>Every change makes the record anew: it has at most {@value Packed#MAX_BYTES} bytes.
 */
final class TimedPacked {
  static final int EARLIEST = Packed.HEADER;
  private static final int HEADER = EARLIEST + 8;
  private static final int DEADLINE_BYTES = 8;

  /** What a deadline takes beside its own bytes: its length, before and behind it. */
  private static final int FRAME_BYTES = 2;

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private TimedPacked() {}

  /** Passes the fields of a packed hash of either kind, in their order. */
  static final class Walk {
    private final ByteView field;
    private final ByteView value;
    private MemorySegment segment = MemorySegment.NULL;
    private boolean timed;
    private long at;
    private long end;
    private long deadline;

    Walk() {
      this(new ByteView(), new ByteView());
    }

    /** Makes one that shows fields and what they hold in views of the caller's. */
    Walk(ByteView field, ByteView value) {
      this.field = field;
      this.value = value;
    }

    Walk open(Entry hash) {
      return open(hash.kind(), hash.segment(), hash.valueOffset(), hash.valueLength());
    }

    /** Opens the hash of {@code kind} whose value lies at {@code from}. */
    Walk open(int kind, MemorySegment of, long from, int length) {
      timed = Kind.isTimed(kind);
      segment = of;
      at = from + (timed ? HEADER : Packed.HEADER);
      end = from + length;
      return this;
    }

    /** Where the next field begins in the segment. */
    long place() {
      return at;
    }

    /** Goes to where a field begins. */
    void seek(long place) {
      at = place;
    }

    /** Passes the next field and shows it; false behind the last. */
    boolean next() {
      if (at == end) {
        return false;
      }
      at = Elements.read(segment, Elements.read(segment, at, field), value);
      deadline = RecordLayout.NO_DEADLINE;
      if (timed) {
        int length = segment.get(BYTE, at);
        if (length > 0) {
          deadline = segment.get(LONG, at + 1);
        }
        at += FRAME_BYTES + length;
      }
      return true;
    }

    /** Passes fields up to the one sought and shows it; false where it is not there. */
    boolean find(ByteView sought) {
      while (next()) {
        if (field.contentEquals(sought)) {
          return true;
        }
      }
      return false;
    }

    ByteView field() {
      return field;
    }

    ByteView value() {
      return value;
    }

    /** When the field shown is due, or {@link RecordLayout#NO_DEADLINE}. */
    long deadline() {
      return deadline;
    }

    boolean isDue(long now) {
      return deadline != RecordLayout.NO_DEADLINE && deadline <= now;
    }
  }

  /** A hash being packed outside of its record. */
  static final class Packing {
    private byte[] bytes = new byte[1024];
    private MemorySegment copy = MemorySegment.ofArray(bytes);
    private int at = HEADER;
    private int count;
    private long earliest = Long.MAX_VALUE;
    private boolean timed;

    void add(ByteView field, ByteView value, long deadline) {
      boolean has = deadline != RecordLayout.NO_DEADLINE;
      int taken = (int) (elementBytes(field, value) + (has ? DEADLINE_BYTES : 0));
      if (at + taken > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, at + taken));
        copy = MemorySegment.ofArray(bytes);
      }
      long next = Elements.write(copy, Elements.write(copy, at, field), value);
      copy.set(BYTE, next, has ? (byte) DEADLINE_BYTES : 0);
      if (has) {
        copy.set(LONG, next + 1, deadline);
        copy.set(BYTE, next + 1 + DEADLINE_BYTES, (byte) DEADLINE_BYTES);
        earliest = Math.min(earliest, deadline);
        timed = true;
      } else {
        copy.set(BYTE, next + 1, (byte) 0);
      }
      at += taken;
      count++;
    }

    /** How many bytes the hash takes so far. */
    int length() {
      return at;
    }

    /** Makes it what {@code hash} holds: an ordinary packed hash where no field has a deadline. */
    void into(Entry hash, boolean marked) {
      if (!timed) {
        intoOrdinary(hash, marked);
        return;
      }
      Packed.setCount(copy, 0, count);
      Packed.mark(copy, 0, marked);
      copy.set(LONG, EARLIEST, earliest);
      hash.reshape(Kind.HASH_PACKED_TIMED, at, 0);
      MemorySegment.copy(copy, 0, hash.segment(), hash.valueOffset(), at);
    }

    private void intoOrdinary(Entry hash, boolean marked) {
      Walk walk = new Walk().open(Kind.HASH_PACKED_TIMED, copy, 0, at);
      int length = at - (HEADER - Packed.HEADER) - count * FRAME_BYTES;
      hash.reshape(Kind.HASH_PACKED, length, 0);
      MemorySegment segment = hash.segment();
      long value = hash.valueOffset();
      Packed.setHeader(segment, value, count, marked);
      long to = value + Packed.HEADER;
      while (walk.next()) {
        to = Elements.write(segment, Elements.write(segment, to, walk.field()), walk.value());
      }
    }
  }

  private static long elementBytes(ByteView field, ByteView value) {
    return Elements.bytes(field.length()) + Elements.bytes(value.length()) + FRAME_BYTES;
  }

  /** How many fields of a hash whose value lies at {@code value} are due. */
  static long due(MemorySegment segment, long value, int length, long now) {
    Walk walk = new Walk().open(Kind.HASH_PACKED_TIMED, segment, value, length);
    long due = 0;
    while (walk.next()) {
      due += walk.isDue(now) ? 1 : 0;
    }
    return due;
  }

  /**
   * Packs a hash anew in which a field has another value and deadline; there where it was, or
   * behind all others.
   *
   * @return false where that would be too large: then nothing has changed
   */
  static boolean put(Entry hash, ByteView field, ByteView value, long deadline) {
    long added = elementBytes(field, value) + DEADLINE_BYTES;
    if (added > Packed.MAX_BYTES) {
      return false;
    }
    Packing packing = new Packing();
    Walk walk = new Walk().open(hash);
    boolean there = false;
    while (walk.next()) {
      if (!there && walk.field().contentEquals(field)) {
        packing.add(field, value, deadline);
        there = true;
      } else {
        packing.add(walk.field(), walk.value(), walk.deadline());
      }
    }
    if (!there) {
      packing.add(field, value, deadline);
    }
    if (packing.length() > Packed.MAX_BYTES) {
      return false;
    }
    int longest = Math.max(field.length(), value.length());
    boolean marked = Packed.isMarked(hash.segment(), hash.valueOffset());
    packing.into(hash, marked || !hash.settings().hashes().allows(packing.count, longest));
    return true;
  }

  /** Packs a hash anew without one field, or ({@code field} null) without those that are due. */
  static void remove(Entry hash, @Nullable ByteView field, long now) {
    Packing packing = new Packing();
    Walk walk = new Walk().open(hash);
    while (walk.next()) {
      boolean goes = field == null ? walk.isDue(now) : walk.field().contentEquals(field);
      if (!goes) {
        packing.add(walk.field(), walk.value(), walk.deadline());
      }
    }
    packing.into(hash, Packed.isMarked(hash.segment(), hash.valueOffset()));
  }
}
