// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.Arguments;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where some of a command's keys stand among its arguments, and what is done with them.
 *
 * <p>Positions count the command's name as 0. The flags are those of {@code COMMAND INFO}: {@code
 * RO}, {@code access} and so on; the notes are what it adds, or empty.
 */
public sealed interface KeySpec {
  List<String> flags();

  String notes();

  /**
   * Adds the keys of {@code request}.
   *
   * @return false where the request cannot be read: too few arguments, or a number that is none
   */
  boolean find(Arguments request, KeyPositions found);

  /** The one key at position 1. */
  static KeySpec one(String... flags) {
    return at(1, flags);
  }

  /** The one key at {@code position}. */
  static KeySpec at(int position, String... flags) {
    return range(position, position, 1, flags);
  }

  /** The one key at position 1, with a note. */
  static KeySpec oneWithNotes(String notes, String... flags) {
    return new Range(1, 1, 1, List.of(flags), notes);
  }

  /** Keys from position 1 to the end, every {@code step}th. */
  static KeySpec all(int step, String... flags) {
    return range(1, -1, step, flags);
  }

  /**
   * Keys from {@code first} to {@code last}, every {@code step}th; negative counts from the end.
   */
  static KeySpec range(int first, int last, int step, String... flags) {
    return new Range(first, last, step, List.of(flags), "");
  }

  /** As many keys as the argument at {@code position} says, right behind it. */
  static KeySpec counted(int position, String... flags) {
    return new Counted(position, List.of(flags), "");
  }

  /** The one key behind {@code word}, which is looked for from argument {@code from} on. */
  static KeySpec behind(String word, int from, String... flags) {
    return new Behind(word, from, List.of(flags), "");
  }

  /**
   * The first half of what stands behind a word that is looked for from position {@code from} on.
   */
  static KeySpec halfBehind(String word, int from, String... flags) {
    return new HalfBehind(word, from, List.of(flags), "");
  }

  /** Keys that only the command's {@link KeyFinder} knows of. */
  static KeySpec unknown(String notes, String... flags) {
    return new Unknown(List.of(flags), notes);
  }

  /** Keys from one position to another, in steps; a negative last one counts from the end. */
  record Range(int first, int last, int step, List<String> flags, String notes) implements KeySpec {
    @Override
    public boolean find(Arguments request, KeyPositions found) {
      int end = last < 0 ? request.count() + last : last;
      // All keys up to the end may be none, where the arity allows it: PFMERGE of nothing.
      boolean mayBeNone = last < 0 && end == first - 1;
      if (end >= request.count() || (end < first && !mayBeNone)) {
        return false;
      }
      for (int i = first; i <= end; i += step) {
        found.add(i, flags);
      }
      return true;
    }
  }

  /** As many keys as the argument at {@code position} says, right behind it. */
  record Counted(int position, List<String> flags, String notes) implements KeySpec {
    private static final Pattern LEADING = Pattern.compile("\\s*([+-]?0*[0-9]{1,9})");

    @Override
    public boolean find(Arguments request, KeyPositions found) {
      if (position >= request.count() || !request.isLong(position)) {
        return false;
      }
      return add(request.toLong(position), request, found);
    }

    /**
     * As {@link #find}, with the number read as C's {@code atoi} does: as far as there are digits.
     */
    boolean findLoosely(Arguments request, KeyPositions found) {
      if (position >= request.count()) {
        return false;
      }
      Matcher number = LEADING.matcher(request.text(position, Errors.QUOTED));
      return number.lookingAt() && add(Long.parseLong(number.group(1)), request, found);
    }

    private boolean add(long count, Arguments request, KeyPositions found) {
      if (count < 0 || count > request.count() - position - 1) {
        return false;
      }
      for (int i = 1; i <= count; i++) {
        found.add(position + i, flags);
      }
      return true;
    }
  }

  /**
   * Keys behind a word, to the end, which a client looks for backwards from the last argument but
   * one; a rule that does not always hold.
   */
  static KeySpec allBehind(String word, String... flags) {
    return new AllBehind(word, List.of(flags), "");
  }

  /** Keys behind a word, to the end. */
  record AllBehind(String word, List<String> flags, String notes) implements KeySpec {
    /** Where clients begin to look. */
    public static final int FROM = -2;

    @Override
    public boolean find(Arguments request, KeyPositions found) {
      for (int i = request.count() + FROM; i > 0; i--) {
        if (request.matches(i, word)) {
          for (int key = i + 1; key < request.count(); key++) {
            found.add(key, flags);
          }
          return true;
        }
      }
      return true;
    }
  }

  /** The key behind a word that may stand anywhere from position {@code from} on, or nowhere. */
  record Behind(String word, int from, List<String> flags, String notes) implements KeySpec {
    @Override
    public boolean find(Arguments request, KeyPositions found) {
      for (int i = from; i + 1 < request.count(); i++) {
        if (request.matches(i, word)) {
          found.add(i + 1, flags);
          return true;
        }
      }
      return true;
    }
  }

  /** The first half of what follows a word; what it is, the command's finder knows better. */
  record HalfBehind(String word, int from, List<String> flags, String notes) implements KeySpec {
    @Override
    public boolean find(Arguments request, KeyPositions found) {
      int at = from;
      while (at < request.count() && !request.matches(at, word)) {
        at++;
      }
      int behind = request.count() - at - 1;
      if (behind < 2 || behind % 2 != 0) {
        return false;
      }
      for (int i = 1; i <= behind / 2; i++) {
        found.add(at + i, flags);
      }
      return true;
    }
  }

  /** Keys whose places follow no rule that could be told. */
  record Unknown(List<String> flags, String notes) implements KeySpec {
    @Override
    public boolean find(Arguments request, KeyPositions found) {
      return true;
    }
  }
}
