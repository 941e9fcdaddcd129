// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.util.ArrayList;
import java.util.List;

/**
 * What a script or function says of itself: the words behind {@code #!lua flags=}, or the flags
 * that a function was registered with.
 *
 * @param bits those of {@code FLAGS} in sandbox.c
 * @param declared whether it says anything; a script without a first line {@code #!} does not
 */
public record ScriptFlags(int bits, boolean declared) {
  public static final ScriptFlags NONE = new ScriptFlags(0, false);

  /** Their names, in the order of the bits. */
  private static final List<String> NAMES =
      List.of("no-writes", "allow-oom", "allow-stale", "no-cluster", "allow-cross-slot-keys");

  private static final int NO_WRITES = 1;
  private static final int ALLOW_OOM = 2;

  /** The bit of a flag's name; 0 where there is none of that name. */
  static int bit(String name) {
    int index = NAMES.indexOf(name);
    return index < 0 ? 0 : 1 << index;
  }

  /** Whether it promises to write nothing. */
  boolean isReadOnly() {
    return declared && (bits & NO_WRITES) != 0;
  }

  /** Whether its commands that need memory run where there is none. */
  boolean isAllowedWithoutMemory() {
    return declared && (bits & ALLOW_OOM) != 0;
  }

  /** Whether it may not even begin where there is no memory. */
  boolean needsMemory() {
    return declared && (bits & (NO_WRITES | ALLOW_OOM)) == 0;
  }

  /** Whether it says nothing against changing data, though it says how it is. */
  boolean mayWrite() {
    return declared && (bits & NO_WRITES) == 0;
  }

  /** The names of the flags, in order. */
  public List<String> names() {
    List<String> set = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      if ((bits & 1 << i) != 0) {
        set.add(NAMES.get(i));
      }
    }
    return set;
  }
}
