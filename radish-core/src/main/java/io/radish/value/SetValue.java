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
        if (count < set.settings().intsetEntries() && Integers.hasRoom(set, integer)) {
          Integers.insert(set, -1 - index, integer);
          return true;
        }
      }
      toPacked(set);
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

  /** The width of the integers of a set that is one of integers ({@link Kind#SET_INTEGERS}). */
  public static int integerBytes(Entry set) {
    return Integers.width(set.segment(), set.valueOffset());
  }

  /** Integer {@code index} of such a set, in ascending order. */
  public static long integer(Entry set, int index) {
    return Integers.get(set.segment(), set.valueOffset(), index);
  }

  /** Turns integers into members as texts, in the same order. */
  private static void toPacked(Entry set) {
    int count = Integers.count(set.segment(), set.valueOffset());
    ByteView text = new ByteView();
    long bytes = Packed.HEADER;
    for (int i = 0; i < count; i++) {
      Integers.text(Integers.get(set.segment(), set.valueOffset(), i), text);
      bytes += Elements.bytes(text.length());
    }
    byte[] packed = new byte[(int) bytes];
    MemorySegment copy = MemorySegment.ofArray(packed);
    long at = Packed.HEADER;
    for (int i = 0; i < count; i++) {
      Integers.text(Integers.get(set.segment(), set.valueOffset(), i), text);
      at = Elements.write(copy, at, text);
    }
    Packed.setCount(copy, 0, count);
    set.reshape(Kind.SET_PACKED, packed.length, 0);
    MemorySegment.copy(copy, 0, set.segment(), set.valueOffset(), packed.length);
  }
}
