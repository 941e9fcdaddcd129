// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;
import io.radish.value.ValueType;

/**
 * Takes a value while it is read: one string, or the entries of one collection.
 *
 * <p>What was taken counts only once the reader says that the value was whole. Views are valid
 * during the call.
 */
public interface ValueSink {
  /** The value is this string. */
  void string(ByteView value);

  /**
   * The value is a collection of {@code type}, with this entry next, in the form of {@link
   * io.radish.value.ElementCursor}.
   *
   * @return whether the collection may have it: no entry comes twice but in a list
   */
  boolean entry(ValueType type, ByteView first, ByteView second);

  /** The field that came last, {@code field}, is due at this time, which is not negative. */
  void fieldDeadline(ByteView field, long deadline);
}
