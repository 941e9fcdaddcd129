// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Intersections, unions and differences of sets, which are walked and asked where they lie.
 *
 * <p>Each is given the sets in the order in which they were named; where a result is added to a
 * set, that one is without members, on its way to be put under a key, and gets the form that Redis
 * would have given it on the way to the same result.
 */
public final class SetAlgebra {
  private SetAlgebra() {}

  /** Takes the members of a result; says whether it wants more of them. */
  @FunctionalInterface
  public interface Taker {
    /** Takes a member, valid until the call returns. */
    boolean take(ByteView member);
  }

  /** Gives what is in all of the sets, at least one: walks the smallest and asks the others. */
  public static void intersect(List<SetReader> sets, Taker taker) {
    List<SetReader> ascending = new ArrayList<>(sets);
    ascending.sort(Comparator.comparingLong(SetReader::length));
    SetReader smallest = ascending.getFirst();
    List<SetReader> others =
        ascending.stream().skip(1).filter(other -> !other.isSame(smallest)).toList();
    ByteView member = new ByteView();
    while (smallest.next(member)) {
      if (isInAll(others, member) && !taker.take(member)) {
        return;
      }
    }
  }

  private static boolean isInAll(List<SetReader> sets, ByteView member) {
    for (SetReader set : sets) {
      if (!set.contains(member)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isInAny(List<SetReader> sets, ByteView member) {
    for (SetReader set : sets) {
      if (set.contains(member)) {
        return true;
      }
    }
    return false;
  }

  /** Adds what is in any of the sets. */
  public static void unite(List<SetReader> sets, Entry result) {
    ByteView member = new ByteView();
    for (SetReader set : sets) {
      while (set.next(member)) {
        boolean _ = SetValue.add(result, member);
      }
    }
  }

  /** Gives what is in the first set and in none of the others. */
  public static void subtract(SetReader first, List<SetReader> others, Taker taker) {
    if (others.stream().anyMatch(first::isSame)) {
      return;
    }
    List<SetReader> descending = new ArrayList<>(others);
    descending.sort(Comparator.comparingLong(SetReader::length).reversed());
    ByteView member = new ByteView();
    while (first.next(member)) {
      if (!isInAny(descending, member) && !taker.take(member)) {
        return;
      }
    }
  }

  /** Adds what is in the first set and in none of the others. */
  public static void subtract(SetReader first, List<SetReader> others, Entry result) {
    if (isCopiedByRedis(first, others)) {
      expectAll(first, result);
    }
    subtract(
        first,
        others,
        member -> {
          boolean _ = SetValue.add(result, member);
          return true;
        });
  }

  /**
   * Whether Redis would copy the first set and remove from the copy: then the result has the form
   * of the copy. It does where all sets together are less than half of what there is to be asked.
   */
  private static boolean isCopiedByRedis(SetReader first, List<SetReader> others) {
    long questions = first.length() * (1 + others.size()) / 2;
    long members = first.length() + others.stream().mapToLong(SetReader::length).sum();
    return questions > members;
  }

  private static void expectAll(SetReader set, Entry result) {
    boolean integers = true;
    int longest = 0;
    ByteView member = new ByteView();
    while (set.next(member)) {
      integers &= StringValue.isInteger(member);
      longest = Math.max(longest, member.length());
    }
    set.rewind();
    SetValue.expectWhatIsGone(result, integers, set.length(), longest);
  }
}
