// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.SeededHash;
import io.radish.memory.ShardMemory;
import io.radish.tree.TreeCursor;
import java.lang.foreign.MemorySegment;

/**
 * A set where it lies, to be asked and walked many times: unlike an {@link Entry}, one for each of
 * several sets of one shard can be used at once.
 *
 * <p>Valid while the lock of the set's shard is held and the set is not changed. A walk and
 * questions in between get in each other's way: {@link #contains} and {@link #at} may end a walk.
 * Reusable; used by one thread at a time.
 */
public final class SetReader {
  /**
   * Packed members are compared one by one up to so many; beyond, those who ask often are better
   * off with a table of where each of them is.
   */
  private static final int COMPARED = 16;

  /** Heads of trees are cursors of a walk without these low bits: below 2^52, as 2^53 is exact. */
  private static final int CURSOR_SHIFT = 12;

  // What a reader has that was not opened.
  private static final SeededHash NO_HASHING = new SeededHash(0);
  private static final ShardMemory NOWHERE = new ShardMemory();

  private static final ByteView NO_BYTES = new ByteView();
  private static final int[] NOT_MADE = {};

  /** Takes the members of a set, one after the other. */
  @FunctionalInterface
  public interface Visitor {
    /** Takes a member; the view is valid until the call returns. */
    void visit(ByteView member);
  }

  private final TreeCursor tree = new TreeCursor();
  private final ByteView each = new ByteView();
  private final IntegerText text = new IntegerText();
  private SeededHash hashing = NO_HASHING;
  private ShardMemory memory = NOWHERE;
  private MemorySegment segment = MemorySegment.NULL;
  private int kind;
  private long value;
  private long length;

  // Where a walk has come to: an index among integers, a place among packed members.
  private long next;
  private long end;

  /** Whether the tree's cursor is in a walk. */
  private boolean walking;

  /** Where the packed members begin, once somebody asked for a second one by its index. */
  private int[] places = NOT_MADE;

  private boolean asked;

  /** The same by the hash values of the members, once somebody looked for one; 0 for none. */
  private int[] table = NOT_MADE;

  /** Opens a set before its first member. */
  public SetReader open(Entry set) {
    hashing = set.settings().hashing();
    memory = set.memory();
    segment = set.segment();
    kind = set.kind();
    value = set.valueOffset();
    end = value + set.valueLength();
    length = CollectionValue.length(set);
    if (kind == Kind.SET_TREE) {
      tree.aim(memory, segment, value);
    }
    places = NOT_MADE;
    asked = false;
    table = NOT_MADE;
    rewind();
    return this;
  }

  /** Goes back before the first member. */
  public void rewind() {
    switch (kind) {
      case Kind.SET_INTEGERS -> next = 0;
      case Kind.SET_PACKED -> next = value + Packed.HEADER;
      default -> walking = false;
    }
  }

  /** The number of members. */
  public long length() {
    return length;
  }

  /** Whether it is one of integers, whose members come in ascending order. */
  public boolean isIntegers() {
    return kind == Kind.SET_INTEGERS;
  }

  /** Whether both are opened on one set. */
  public boolean isSame(SetReader other) {
    return value == other.value && segment.equals(other.segment);
  }

  /** Points {@code view} at the next member, valid until the next call; false past the last. */
  public boolean next(ByteView view) {
    if (kind == Kind.SET_TREE) {
      return nextOfTree(view);
    }
    if (kind == Kind.SET_PACKED) {
      if (next == end) {
        return false;
      }
      next = Elements.read(segment, next, view);
      return true;
    }
    if (next == length) {
      return false;
    }
    text.write(Integers.get(segment, value, (int) next++), view);
    return true;
  }

  private boolean nextOfTree(ByteView view) {
    if (!walking) {
      tree.open(memory, segment, value);
      walking = true;
    }
    if (!tree.next()) {
      return false;
    }
    view.set(tree.rest());
    return true;
  }

  // ---- one member ----

  /** Whether it has that member. */
  public boolean contains(ByteView member) {
    return switch (kind) {
      case Kind.SET_TREE -> {
        walking = false;
        yield tree.seek(hashing.of(member), member);
      }
      case Kind.SET_PACKED -> length <= COMPARED ? isAmong(member) : isInTable(member);
      default ->
          StringValue.isInteger(member)
              && Integers.find(segment, value, StringValue.integer(member)) >= 0;
    };
  }

  private boolean isAmong(ByteView member) {
    long at = value + Packed.HEADER;
    while (at < end) {
      at = Elements.read(segment, at, each);
      if (each.contentEquals(member)) {
        return true;
      }
    }
    return false;
  }

  private boolean isInTable(ByteView member) {
    if (table.length == 0) {
      table = makeTable();
    }
    int slot = slotOf(member);
    while (table[slot] != 0) {
      Elements.read(segment, value + table[slot], each);
      if (each.contentEquals(member)) {
        return true;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return false;
  }

  private int slotOf(ByteView member) {
    return (int) hashing.of(member) & (table.length - 1);
  }

  /** Packed members take 8 KiB at most, so that this takes no more than twice that. */
  private int[] makeTable() {
    table = new int[Integer.highestOneBit((int) length) * 4];
    long at = value + Packed.HEADER;
    while (at < end) {
      long from = at;
      at = Elements.read(segment, at, each);
      int slot = slotOf(each);
      while (table[slot] != 0) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = (int) (from - value);
    }
    return table;
  }

  /** Points {@code view} at member {@code index}, counted from 0; valid until the next call. */
  public void at(long index, ByteView view) {
    switch (kind) {
      case Kind.SET_TREE -> {
        walking = false;
        boolean _ = tree.seekRank(index).next();
        view.set(tree.rest());
      }
      case Kind.SET_PACKED -> {
        if (places.length == 0 && asked) {
          places = findPlaces();
        }
        asked = true;
        long at =
            places.length == 0
                ? Elements.seek(segment, value + Packed.HEADER, end, length, index)
                : value + places[(int) index];
        Elements.read(segment, at, view);
      }
      default -> text.write(Integers.get(segment, value, (int) index), view);
    }
  }

  private int[] findPlaces() {
    int[] found = new int[(int) length];
    long at = value + Packed.HEADER;
    for (int i = 0; i < found.length; i++) {
      found[i] = (int) (at - value);
      at = Elements.next(segment, at);
    }
    return found;
  }

  // ---- some members after the other ----

  /**
   * Visits about {@code count} members from {@code cursor} on, 0 for the first ones; all of a set
   * that is no tree. What is there from the first call to the last is visited at least once,
   * whatever happens to the others.
   *
   * @return the cursor to go on with, below 2^52; 0 past the last member
   */
  public long scan(long cursor, long count, Visitor visitor) {
    if (kind != Kind.SET_TREE) {
      rewind();
      while (next(each)) {
        visitor.visit(each);
      }
      return 0;
    }
    if (cursor >>> (Long.SIZE - CURSOR_SHIFT) != 0) {
      return 0;
    }
    walking = false;
    boolean _ = tree.seek(cursor << CURSOR_SHIFT, NO_BYTES);
    long last = 0;
    for (long visited = 0; tree.next(); visited++) {
      long position = tree.head() >>> CURSOR_SHIFT;
      if (visited >= count && position != last) {
        return position;
      }
      last = position;
      visitor.visit(tree.rest());
    }
    return 0;
  }
}
