// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.VersionedMemory;
import io.radish.tree.TreeBlocks;
import io.radish.tree.TreeCursor;
import io.radish.tree.TreeRoot;
import java.lang.foreign.MemorySegment;

/**
 * What a sorted set does, whichever form it has: members with their scores packed into the record
 * in their order, or two trees.
 *
 * <p>The first tree has the members in their order, a score before each. The second leads from a
 * member's hash value to its score, and does not have the member itself: the first one says whether
 * it is there. Should two members have the same hash value and score, that entry counts them.
 *
 * <p>A sorted set without members is not kept: who removes the last one removes the key.
 */
public final class ZSetValue {
  /** What {@link #rank} says of a member that is not there. */
  public static final long NO_RANK = -1;

  private static final int STRIDE = 2;
  private static final int ROOTS_BYTES = 2 * TreeRoot.BYTES;
  private static final int MARKED = 1;
  private static final int PACKED_AGAIN_BYTES = 1024;

  private ZSetValue() {}

  /** The number of members. */
  public static long length(Entry zset) {
    return CollectionValue.length(zset);
  }

  /** Whether Redis would keep it in its compact form. */
  public static boolean isCompact(Entry zset) {
    return !isMarked(zset);
  }

  private static boolean isMarked(Entry zset) {
    return zset.kind() == Kind.ZSET_TREE
        ? TreeRoot.note(zset.segment(), zset.valueOffset()) == MARKED
        : Packed.isMarked(zset.segment(), zset.valueOffset());
  }

  /** A member's score; NaN where there is no such member. */
  public static double score(Entry zset, ByteView member) {
    if (zset.kind() == Kind.ZSET_TREE) {
      return ScoredTrees.score(zset, zset.valueOffset(), member);
    }
    int at = Packed.find(zset, STRIDE, member);
    return at < 0 ? Double.NaN : Scores.score(packedBits(zset, at));
  }

  /** The score of the packed entry that begins at {@code at}. */
  private static long packedBits(Entry zset, int at) {
    ByteView score = new ByteView();
    MemorySegment segment = zset.segment();
    Elements.read(segment, Elements.next(segment, zset.valueOffset() + at), score);
    return Scores.bits(score);
  }

  /**
   * Gives a member a score, which is a number; whether the member is new.
   *
   * @param old its score so far, as {@link #score} says
   */
  public static boolean put(Entry zset, ByteView member, double score, double old) {
    boolean fresh = Double.isNaN(old);
    if (!fresh && Scores.bits(old) == Scores.bits(score)) {
      return false;
    }
    if (zset.kind() == Kind.ZSET_PACKED && !putPacked(zset, member, score, fresh)) {
      toTrees(zset);
    }
    if (zset.kind() == Kind.ZSET_TREE) {
      zset.beforeWrite();
      ScoredTrees trees = new ScoredTrees(zset, zset.segment(), zset.valueOffset());
      trees.add(member, Scores.bits(score));
      if (!fresh) {
        trees.remove(member, Scores.bits(old));
      }
      if (!isAllowed(zset, trees.count(), member)) {
        TreeRoot.setNote(zset.segment(), zset.valueOffset(), MARKED);
      }
    }
    return fresh;
  }

  private static boolean isAllowed(Entry zset, long count, ByteView member) {
    return zset.settings().sortedSets().allows(count, member.length());
  }

  /** Whether there was room. */
  private static boolean putPacked(Entry zset, ByteView member, double score, boolean fresh) {
    ByteView bytes = Scores.bytes(Scores.bits(score), new ByteView());
    long added = Elements.bytes(member.length()) + Elements.bytes(bytes.length());
    if (fresh && !Packed.hasRoom(zset, added)) {
      return false;
    }
    int count = Packed.count(zset.segment(), zset.valueOffset());
    if (!fresh) {
      int at = Packed.find(zset, STRIDE, member);
      int end = Packed.entryEnd(zset, STRIDE, at);
      if (!Packed.hasRoom(zset, added - (end - at))) {
        return false;
      }
      Packed.splice(zset, at, end, null, null);
    }
    int place = packedPlace(zset, Scores.bits(score), member);
    Packed.splice(zset, place, place, member, bytes);
    int counted = fresh ? count + 1 : count;
    Packed.setCount(zset.segment(), zset.valueOffset(), counted);
    if (!isAllowed(zset, counted, member)) {
      Packed.mark(zset.segment(), zset.valueOffset());
    }
    return true;
  }

  /** Where in the record the first entry begins that is not below this one. */
  private static int packedPlace(Entry zset, long bits, ByteView member) {
    MemorySegment segment = zset.segment();
    long value = zset.valueOffset();
    long end = value + zset.valueLength();
    ByteView each = new ByteView();
    ByteView score = new ByteView();
    long at = value + Packed.HEADER;
    while (at < end) {
      long next = Elements.read(segment, Elements.read(segment, at, each), score);
      int order = Long.compareUnsigned(Scores.bits(score), bits);
      if (order > 0 || (order == 0 && each.compare(member) >= 0)) {
        break;
      }
      at = next;
    }
    return (int) (at - value);
  }

  /** Removes a member; whether it was there. The set may be without members afterwards. */
  public static boolean remove(Entry zset, ByteView member) {
    if (zset.kind() == Kind.ZSET_TREE) {
      double score = score(zset, member);
      if (Double.isNaN(score)) {
        return false;
      }
      zset.beforeWrite();
      new ScoredTrees(zset, zset.segment(), zset.valueOffset()).remove(member, Scores.bits(score));
      packWhereSmall(zset);
      return true;
    }
    int at = Packed.find(zset, STRIDE, member);
    if (at < 0) {
      return false;
    }
    int count = Packed.count(zset.segment(), zset.valueOffset());
    Packed.splice(zset, at, Packed.entryEnd(zset, STRIDE, at), null, null);
    Packed.setCount(zset.segment(), zset.valueOffset(), count - 1);
    return true;
  }

  /** Removes members that are neighbours in the order. The set may be without any afterwards. */
  public static void removeRanks(Entry zset, Ranks ranks) {
    if (ranks.count() == 0) {
      return;
    }
    if (zset.kind() == Kind.ZSET_TREE) {
      zset.beforeWrite();
      ScoredTrees trees = new ScoredTrees(zset, zset.segment(), zset.valueOffset());
      for (long i = ranks.from(); i < ranks.to(); i++) {
        trees.removeRank(ranks.from());
      }
      packWhereSmall(zset);
      return;
    }
    MemorySegment segment = zset.segment();
    long value = zset.valueOffset();
    long start = value + Packed.HEADER;
    long end = value + zset.valueLength();
    int count = Packed.count(segment, value);
    long from = Elements.seek(segment, start, end, 2L * count, 2 * ranks.from());
    long to = Elements.seek(segment, start, end, 2L * count, 2 * ranks.to());
    Packed.splice(zset, (int) (from - value), (int) (to - value), null, null);
    int left = count - (int) ranks.count();
    Packed.setCount(zset.segment(), zset.valueOffset(), left);
  }

  /** The number of members before one, or {@link #NO_RANK}. */
  public static long rank(Entry zset, ByteView member) {
    if (zset.kind() == Kind.ZSET_TREE) {
      double score = score(zset, member);
      if (Double.isNaN(score)) {
        return NO_RANK;
      }
      TreeCursor byScore = KeyedElements.cursor(zset);
      boolean _ = byScore.seek(Scores.bits(score), member);
      return byScore.rank();
    }
    ZSetCursor cursor = new ZSetCursor().open(zset);
    for (long rank = 0; cursor.next(); rank++) {
      if (cursor.member().contentEquals(member)) {
        return rank;
      }
    }
    return NO_RANK;
  }

  // ---- the trees ----

  /** Makes the trees first and the record last: without memory for all of it nothing changes. */
  private static void toTrees(Entry zset) {
    VersionedMemory versions = zset.versions();
    boolean marked = isMarked(zset);
    MemorySegment roots = MemorySegment.ofArray(new byte[ROOTS_BYTES]);
    TreeRoot.init(versions, roots, 0);
    try {
      TreeRoot.init(versions, roots, TreeRoot.BYTES);
    } catch (RuntimeException | Error noMemory) {
      TreeBlocks.free(versions, roots, 0);
      throw noMemory;
    }
    try {
      ScoredTrees trees = new ScoredTrees(zset, roots, 0);
      ZSetCursor cursor = new ZSetCursor().open(zset);
      while (cursor.next()) {
        trees.add(cursor.member(), cursor.bits());
      }
      TreeRoot.setNote(roots, 0, marked ? MARKED : 0);
      zset.reshape(Kind.ZSET_TREE, ROOTS_BYTES, 0);
    } catch (RuntimeException | Error noMemory) {
      TreeBlocks.free(versions, roots, 0);
      TreeBlocks.free(versions, roots, TreeRoot.BYTES);
      throw noMemory;
    }
    MemorySegment.copy(roots, 0, zset.segment(), zset.valueOffset(), ROOTS_BYTES);
  }

  private static void packWhereSmall(Entry zset) {
    if (!KeyedElements.cursor(zset).isSmall(PACKED_AGAIN_BYTES)) {
      return;
    }
    byte[] packed = new byte[4 * PACKED_AGAIN_BYTES];
    MemorySegment copy = MemorySegment.ofArray(packed);
    ZSetCursor cursor = new ZSetCursor().open(zset);
    ByteView score = new ByteView();
    long at = Packed.HEADER;
    int count = 0;
    while (cursor.next()) {
      at = Elements.write(copy, at, cursor.member());
      at = Elements.write(copy, at, Scores.bytes(cursor.bits(), score));
      count++;
    }
    Packed.setCount(copy, 0, count);
    if (isMarked(zset)) {
      Packed.mark(copy, 0);
    }
    MemorySegment roots = MemorySegment.ofArray(zset.value(new ByteView()).toBytes());
    zset.reshape(Kind.ZSET_PACKED, (int) at, 0);
    MemorySegment.copy(copy, 0, zset.segment(), zset.valueOffset(), at);
    TreeBlocks.free(zset.versions(), roots, 0);
    TreeBlocks.free(zset.versions(), roots, TreeRoot.BYTES);
  }
}
