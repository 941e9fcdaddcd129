// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.lang.foreign.MemorySegment;

/**
 * What a set does, whichever form it has: integers in ascending order, members packed into the
 * record, or a tree in the order of their hash values.
 *
 * <p>A set without members is not kept: who removes the last one removes the key.
 */
public final class SetValue {
  private static final ByteView NOTHING = new ByteView();
  private static final KeyedElements MEMBERS = new KeyedElements(Kind.SET_PACKED, Kind.SET_TREE, 1);

  private SetValue() {}

  /** The number of members. */
  public static long length(Entry set) {
    return CollectionValue.length(set);
  }

  /** Whether it has that member. */
  public static boolean contains(Entry set, ByteView member) {
    if (set.kind() == Kind.SET_INTEGERS) {
      return StringValue.isInteger(member)
          && Integers.find(set.segment(), set.valueOffset(), StringValue.integer(member)) >= 0;
    }
    return MEMBERS.find(set, member, new ByteView());
  }

  /** Adds a member; whether it is new. */
  public static boolean add(Entry set, ByteView member) {
    if (set.kind() == Kind.SET_INTEGERS) {
      if (StringValue.isInteger(member)) {
        long integer = StringValue.integer(member);
        int index = Integers.find(set.segment(), set.valueOffset(), integer);
        if (index >= 0) {
          return false;
        }
        int count = Integers.count(set.segment(), set.valueOffset());
        boolean allowed = count < set.settings().intsetEntries();
        if (allowed && Integers.hasRoom(set, integer)) {
          Integers.insert(set, -1 - index, integer);
          return true;
        }
        // Redis has no compact form for integers that have become too many.
        toTexts(set, allowed);
      } else {
        toTexts(set, true);
      }
    }
    return MEMBERS.put(set, member, NOTHING, set.settings().sets());
  }

  /** Removes a member; whether it was there. The set may be without members afterwards. */
  public static boolean remove(Entry set, ByteView member) {
    if (set.kind() != Kind.SET_INTEGERS) {
      return MEMBERS.remove(set, member);
    }
    if (!StringValue.isInteger(member)) {
      return false;
    }
    int index = Integers.find(set.segment(), set.valueOffset(), StringValue.integer(member));
    if (index >= 0) {
      Integers.remove(set, index);
    }
    return index >= 0;
  }

  /** Whether Redis would keep a set that is not one of integers in its compact form. */
  public static boolean isCompact(Entry set) {
    return !MEMBERS.isMarked(set);
  }

  // ---- the form that Redis would give it ----

  /**
   * Prepares a set for more members, as Redis does for the number of those that a request names,
   * whether they are new or not.
   */
  public static void expect(Entry set, int more) {
    if (set.kind() == Kind.SET_INTEGERS) {
      if (more > set.settings().intsetEntries()) {
        toTexts(set, false);
      }
    } else if (more > set.settings().sets().entries()) {
      MEMBERS.mark(set, true);
    }
  }

  /** As {@link #expect}, for a set without members of which {@code first} will be the first. */
  public static void expectFirst(Entry set, ByteView first, int count) {
    if (!StringValue.isInteger(first) || count > set.settings().intsetEntries()) {
      toTexts(set, count <= set.settings().sets().entries());
    }
  }

  /**
   * Gives a set without members the form that Redis would have it keep when it had been made of
   * {@code count} members, the longest of {@code longest} bytes, and lost them.
   */
  public static void expectWhatIsGone(Entry set, boolean integers, long count, int longest) {
    if (!integers) {
      toTexts(set, set.settings().sets().allows(count, longest));
    } else if (count > set.settings().intsetEntries()) {
      toTexts(set, false);
    }
  }

  /** Makes a set compact again that has few enough members, and short ones. */
  public static void settle(Entry set) {
    ValueSettings.Limit limit = set.settings().sets();
    if (set.kind() == Kind.SET_INTEGERS || isCompact(set) || length(set) > limit.entries()) {
      return;
    }
    SetReader reader = new SetReader().open(set);
    ByteView member = new ByteView();
    while (reader.next(member)) {
      if (member.length() > limit.bytes()) {
        return;
      }
    }
    MEMBERS.mark(set, false);
  }

  /** The width of the integers of a set that is one of integers ({@link Kind#SET_INTEGERS}). */
  public static int integerBytes(Entry set) {
    return Integers.width(set.segment(), set.valueOffset());
  }

  /** Integer {@code index} of such a set, in ascending order. */
  public static long integer(Entry set, int index) {
    return Integers.get(set.segment(), set.valueOffset(), index);
  }

  /** Turns integers into members as texts, in the same order; and marks what is not compact. */
  private static void toTexts(Entry set, boolean compact) {
    boolean allShort = true;
    if (set.kind() == Kind.SET_INTEGERS) {
      allShort = toPacked(set) <= set.settings().sets().bytes();
    }
    if (!compact || !allShort) {
      MEMBERS.mark(set, true);
    }
    MEMBERS.spread(set);
  }

  /** The length of the longest text. */
  private static int toPacked(Entry set) {
    SetReader reader = new SetReader().open(set);
    ByteView text = new ByteView();
    long bytes = Packed.HEADER;
    int longest = 0;
    while (reader.next(text)) {
      bytes += Elements.bytes(text.length());
      longest = Math.max(longest, text.length());
    }
    byte[] packed = new byte[(int) bytes];
    MemorySegment copy = MemorySegment.ofArray(packed);
    long at = Packed.HEADER;
    reader.rewind();
    while (reader.next(text)) {
      at = Elements.write(copy, at, text);
    }
    Packed.setCount(copy, 0, (int) reader.length());
    set.reshape(Kind.SET_PACKED, packed.length, 0);
    MemorySegment.copy(copy, 0, set.segment(), set.valueOffset(), packed.length);
    return longest;
  }
}
