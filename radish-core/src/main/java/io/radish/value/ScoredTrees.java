// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.tree.TreeCursor;
import io.radish.tree.TreeEdit;
import io.radish.tree.TreeRoot;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Members with a number each, in two trees whose roots lie one behind the other: the members of a
 * sorted set with their scores, or fields of a hash with their deadlines.
 *
 * <p>The first has the members in the order of the numbers, compared without sign. The second leads
 * from a member's hash value to its number, and does not have the member itself: the first one says
 * whether it is there. Should two members have the same hash value and number, that entry counts
 * them.
 */
final class ScoredTrees {
  /** What both roots take. */
  static final int ROOTS_BYTES = 2 * TreeRoot.BYTES;

  private static final ByteView NOTHING = new ByteView();

  /** What a reader reads that was not aimed. */
  private static final ShardMemory NOWHERE = new ShardMemory();

  private final Entry owner;
  private final TreeEdit byScore;
  private final TreeEdit byMember;
  private final ByteView score = new ByteView();

  /** Begins to change the trees whose roots, which may be written to, lie at {@code at}. */
  ScoredTrees(Entry owner, MemorySegment roots, long at) {
    this.owner = owner;
    this.byScore = new TreeEdit(owner.versions(), roots, at);
    this.byMember = new TreeEdit(owner.versions(), roots, at + TreeRoot.BYTES);
  }

  /** Reads the numbers of members. Valid until the trees change. */
  static final class Reader {
    private final TreeCursor byMember = new TreeCursor();
    private @Nullable TreeCursor byScore;
    private ShardMemory memory = NOWHERE;
    private MemorySegment roots = MemorySegment.NULL;
    private long at;

    /** Aims at the trees whose roots lie at {@code at}. */
    Reader aim(ShardMemory blocks, MemorySegment of, long from) {
      memory = blocks;
      roots = of;
      at = from;
      byScore = null;
      byMember.aim(blocks, of, from + TreeRoot.BYTES);
      return this;
    }

    /** Made when it is needed: who asks for a member that is not there does without. */
    private TreeCursor byScore() {
      TreeCursor made = byScore;
      if (made == null) {
        made = new TreeCursor().aim(memory, roots, at);
        byScore = made;
      }
      return made;
    }

    /**
     * The number of a member; {@code none} where it is not there.
     *
     * @param head its hash value
     */
    long find(long head, ByteView member, long none) {
      boolean _ = byMember.seek(head, NOTHING);
      while (byMember.next() && byMember.head() == head) {
        long bits = Scores.bits(byMember.rest());
        if (byScore().seek(bits, member)) {
          return bits;
        }
      }
      return none;
    }

    /** How many members have a number that is not above {@code most}, which is not negative. */
    long upTo(long most) {
      boolean _ = byScore().seek(most + 1, NOTHING);
      return byScore().rank();
    }
  }

  /** A member's score, in the trees whose roots lie at {@code at}; NaN where it is not there. */
  static double score(Entry zset, long at, ByteView member) {
    Reader reader = new Reader().aim(zset.memory(), zset.segment(), at);
    // The bits of no score, since those of all that are numbers are below.
    long bits = reader.find(zset.settings().hashing().of(member), member, -1);
    return bits == -1 ? Double.NaN : Scores.score(bits);
  }

  /** The number of members. */
  long count() {
    return byScore.count();
  }

  private long head(ByteView member) {
    return owner.settings().hashing().of(member);
  }

  /** Adds a member that is not there with that score; all of it or nothing. */
  void add(ByteView member, long bits) {
    boolean _ = byScore.find(bits, member);
    byScore.insert(bits, member, NOTHING);
    try {
      Scores.bytes(bits, score);
      if (byMember.find(head(member), score)) {
        count(head(member), sharing(byMember.found().value()) + 1);
      } else {
        byMember.insert(head(member), score, NOTHING);
      }
    } catch (RuntimeException | Error noMemory) {
      boolean _ = byScore.find(bits, member);
      byScore.remove();
      throw noMemory;
    }
  }

  void remove(ByteView member, long bits) {
    boolean _ = byScore.find(bits, member);
    byScore.remove();
    forget(head(member), bits);
  }

  void removeRank(long rank) {
    byScore.findRank(rank);
    long head = head(byScore.found().rest());
    long bits = byScore.found().head();
    byScore.remove();
    forget(head, bits);
  }

  private void forget(long head, long bits) {
    boolean _ = byMember.find(head, Scores.bytes(bits, score));
    int sharing = sharing(byMember.found().value());
    if (sharing == 1) {
      byMember.remove();
    } else {
      count(head, sharing - 1);
    }
  }

  /** How many members an entry stands for. */
  private static int sharing(ByteView value) {
    return value.length() == 0 ? 1 : value.get(0);
  }

  private void count(long head, int sharing) {
    if (sharing > Byte.MAX_VALUE) {
      throw new IllegalStateException("members that all have the same hash value");
    }
    ByteView value = sharing == 1 ? NOTHING : ByteView.of(new byte[] {(byte) sharing});
    byMember.replace(head, score, value);
  }

  /** The lowest number; there is one. */
  long lowest() {
    byScore.findRank(0);
    return byScore.found().head();
  }

  /** The member of the lowest number; valid until the next change. */
  ByteView first() {
    byScore.findRank(0);
    return byScore.found().rest();
  }
}
