// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.tree.TreeCursor;
import io.radish.tree.TreeRoot;
import java.util.HashSet;
import java.util.Set;

/**
 * Walks a sorted set piece by piece in the order of its members' hash values, which stays the same
 * whatever scores they are given: what is there from the first piece to the last is visited at
 * least once.
 *
 * <p>The tree in that order has the members' scores and not their names. So the names of a piece
 * are looked for among all members with the same scores. Where those are many, that costs more than
 * the piece is worth, and the piece becomes larger: a whole walk passes each member {@value
 * #PASSES} times at most, or so.
 */
public final class ZSetScan {
  private static final ByteView NOTHING = new ByteView();

  /** Heads are cursors without these low bits: below 2^52. */
  private static final int CURSOR_SHIFT = 12;

  /** So many members are passed for each one shown before a piece is made larger. */
  private static final int PASSES = 64;

  /** Members that may be passed in any case. */
  private static final int FREE = 4096;

  /** Takes the members of a set, one after the other. */
  @FunctionalInterface
  public interface Visitor {
    /** Takes a member; the view is valid until the call returns. */
    void visit(ByteView member, double score);
  }

  private final Entry zset;
  private final TreeCursor byScore = new TreeCursor();
  private final TreeCursor byMember = new TreeCursor();
  private final Set<Long> scores = new HashSet<>();

  private ZSetScan(Entry zset) {
    this.zset = zset;
    byScore.open(zset.memory(), zset.segment(), zset.valueOffset());
    byMember.open(zset.memory(), zset.segment(), zset.valueOffset() + TreeRoot.BYTES);
  }

  /**
   * Visits about {@code count} members from {@code cursor} on, 0 for the first ones; all of a small
   * set.
   *
   * @return the cursor to go on with; 0 past the last member
   */
  public static long scan(Entry zset, long cursor, long count, Visitor visitor) {
    if (zset.kind() == Kind.ZSET_TREE) {
      return cursor >>> (Long.SIZE - CURSOR_SHIFT) == 0
          ? new ZSetScan(zset).scan(cursor, count, visitor)
          : 0;
    }
    ZSetCursor all = new ZSetCursor().open(zset);
    while (all.next()) {
      visitor.visit(all.member(), all.score());
    }
    return 0;
  }

  private long scan(long cursor, long count, Visitor visitor) {
    long next = gather(cursor, count);
    long passed = 0;
    for (long score : scores) {
      passed += place(score + 1) - place(score);
    }
    long shown = Math.min(count, TreeRoot.count(zset.segment(), zset.valueOffset()));
    if (passed > FREE + shown * PASSES) {
      next = gather(cursor, passed / PASSES);
    }
    for (long score : scores) {
      visit(score, cursor, next, visitor);
    }
    return next;
  }

  /** Finds the scores of so many members; the cursor behind them. */
  private long gather(long cursor, long count) {
    scores.clear();
    boolean _ = byMember.seek(cursor << CURSOR_SHIFT, NOTHING);
    long last = 0;
    for (long found = 0; byMember.next(); found++) {
      long position = byMember.head() >>> CURSOR_SHIFT;
      if (found >= count && position != last) {
        return position;
      }
      last = position;
      scores.add(Scores.bits(byMember.rest()));
    }
    return 0;
  }

  /** The number of members with lower scores. */
  private long place(long score) {
    boolean _ = byScore.seek(score, NOTHING);
    return byScore.rank();
  }

  /** Visits the members with that score whose hash values lie between two cursors. */
  private void visit(long score, long from, long to, Visitor visitor) {
    boolean _ = byScore.seek(score, NOTHING);
    while (byScore.next() && byScore.head() == score) {
      long position = zset.settings().hashing().of(byScore.rest()) >>> CURSOR_SHIFT;
      if (position >= from && (to == 0 || position < to)) {
        visitor.visit(byScore.rest(), Scores.score(score));
      }
    }
  }
}
