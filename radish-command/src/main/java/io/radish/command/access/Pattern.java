// SPDX-License-Identifier: Apache-2.0
package io.radish.command.access;

import io.radish.memory.ByteView;
import io.radish.store.GlobPattern;

/**
 * A pattern of names, in Redis' notation, which no star matches the empty name in. Safe for any
 * thread; matching costs at most its length times that of the name.
 */
final class Pattern {
  private final String text;
  private final GlobPattern glob;

  Pattern(String text) {
    this.text = text;
    this.glob = new GlobPattern(ByteText.bytes(text));
  }

  String text() {
    return text;
  }

  boolean matches(ByteView name) {
    return glob.matchesInPlace(name);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Pattern pattern && pattern.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
