// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.tree.TreeCursor;
import io.radish.tree.TreeRoot;
import java.lang.foreign.MemorySegment;

/**
 * A place between two members of a sorted set, from which one walks either way, in the order of
 * scores and, where these are equal, of the members' bytes.
 *
 * <p>Reads the value where it lies, which may be a copy of the record's value made at a cut. Any
 * change of the set makes the place worthless. Reusable; used by one thread at a time.
 */
public final class ZSetCursor {
  private final TreeCursor tree = new TreeCursor();
  private final ByteView member = new ByteView();
  private final ByteView score = new ByteView();
  private boolean packed;
  private MemorySegment segment = MemorySegment.NULL;
  private long start;
  private long at;
  private long end;
  private long count;
  private long bits;

  /** Opens a sorted set before its first member. */
  public ZSetCursor open(Entry zset) {
    return open(zset.memory(), zset.kind(), zset.segment(), zset.valueOffset(), zset.valueLength());
  }

  /** Opens the sorted set of {@code kind} whose value lies at {@code value}. */
  public ZSetCursor open(
      ShardMemory memory, int kind, MemorySegment of, long value, int valueLength) {
    packed = kind == Kind.ZSET_PACKED;
    if (packed) {
      segment = of;
      start = value + Packed.HEADER;
      at = start;
      end = value + valueLength;
      count = Packed.count(of, value);
    } else {
      tree.open(memory, of, value);
      count = TreeRoot.count(of, value);
    }
    return this;
  }

  /** The number of members of the set. */
  public long count() {
    return count;
  }

  /** Whether all members lie in one record, so that walking from its beginning costs little. */
  boolean isPacked() {
    return packed;
  }

  /** Goes before the member of that rank, counted from 0; behind the last where there is none. */
  public ZSetCursor seekRank(long rank) {
    if (packed) {
      at = rank >= count ? end : Elements.seek(segment, start, end, 2 * count, 2 * rank);
    } else {
      tree.seekRank(rank);
    }
    return this;
  }

  /**
   * Goes before the first member that is not below this one.
   *
   * @param sought the ordered bits of its score ({@link Scores#bits(double)})
   * @param name the member; without bytes it is below all others of that score
   */
  public ZSetCursor seek(long sought, ByteView name) {
    if (!packed) {
      boolean _ = tree.seek(sought, name);
      return this;
    }
    at = start;
    while (next()) {
      int order = Long.compareUnsigned(bits, sought);
      if (order > 0 || (order == 0 && member.compare(name) >= 0)) {
        boolean _ = previous();
        break;
      }
    }
    return this;
  }

  /** Goes behind the last member. */
  public ZSetCursor toEnd() {
    if (packed) {
      at = end;
    } else {
      tree.toEnd();
    }
    return this;
  }

  /** The number of members before the place. */
  public long rank() {
    if (!packed) {
      return tree.rank();
    }
    long rank = 0;
    for (long each = start; each < at; rank++) {
      each = Elements.next(segment, Elements.next(segment, each));
    }
    return rank;
  }

  /** Passes the next member and shows it; false behind the last. */
  public boolean next() {
    if (!packed) {
      return tree.next() && showTree();
    }
    if (at == end) {
      return false;
    }
    at = show(at);
    return true;
  }

  /** Goes back before the member in front of the place and shows it; false before the first. */
  public boolean previous() {
    if (!packed) {
      return tree.previous() && showTree();
    }
    if (at == start) {
      return false;
    }
    at = Elements.previous(segment, Elements.previous(segment, at));
    show(at);
    return true;
  }

  private boolean showTree() {
    member.set(tree.rest());
    bits = tree.head();
    return true;
  }

  private long show(long from) {
    long next = Elements.read(segment, Elements.read(segment, from, member), score);
    bits = Scores.bits(score);
    return next;
  }

  /** The member shown; valid until the next call that moves or seeks. */
  public ByteView member() {
    return member;
  }

  /** The ordered bits of its score. */
  public long bits() {
    return bits;
  }

  public double score() {
    return Scores.score(bits);
  }
}
