// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.util.List;

/**
 * Where a command's keys stand among its arguments.
 *
 * @param first the first key's position, the command's name being 0
 * @param last the last key's position; negative counts from the end
 * @param step from one key to the next
 * @param flags what is done with the keys, in the words of {@code COMMAND}: {@code RO}, {@code
 *     access} and so on
 * @param notes what {@code COMMAND} adds, or empty
 */
public record KeySpec(int first, int last, int step, List<String> flags, String notes) {
  /** The one key at position 1. */
  public static KeySpec one(String... flags) {
    return new KeySpec(1, 1, 1, List.of(flags), "");
  }

  /** The one key at position 1, with a note. */
  public static KeySpec oneWithNotes(String notes, String... flags) {
    return new KeySpec(1, 1, 1, List.of(flags), notes);
  }

  /** Keys from position 1 to the end, every {@code step}th. */
  public static KeySpec all(int step, String... flags) {
    return new KeySpec(1, -1, step, List.of(flags), "");
  }

  /** Keys from {@code first} to {@code last}. */
  public static KeySpec range(int first, int last, int step, String... flags) {
    return new KeySpec(first, last, step, List.of(flags), "");
  }

  /** The position of the last key in a request of {@code count} arguments. */
  public int lastIn(int count) {
    return last < 0 ? count + last : last;
  }
}
