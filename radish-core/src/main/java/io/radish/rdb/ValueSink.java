// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;

/**
 * Takes a value while it is read: one string, or the elements of one list.
 *
 * <p>What was taken counts only once the reader says that the value was whole. Views are valid
 * during the call.
 */
public interface ValueSink {
  /** The value is this string. */
  void string(ByteView value);

  /** The value is a list, with this element next. */
  void listElement(ByteView element);
}
