// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;

/** Takes the entries of a collection, one after the other. */
@FunctionalInterface
public interface EntryVisitor {
  /**
   * Takes an entry; what the views show is valid until the call returns.
   *
   * @param first the field or member
   * @param second what a field holds; no bytes where an entry has one element
   */
  void visit(ByteView first, ByteView second);
}
