// SPDX-License-Identifier: Apache-2.0
package io.radish.snapshot;

import io.radish.memory.ByteView;
import io.radish.value.ValueType;

/**
 * Walks the entries of one keyspace, one at a time, in no order that means anything.
 *
 * <p>All views handed out stay valid until the next call of {@link #next()} (a key, a string) or of
 * {@link #nextElement()} (an element). Used by one thread, which holds no lock between calls.
 */
public interface EntryCursor extends AutoCloseable {
  /** What {@link #expiresAtMillis()} says of an entry that stays. */
  long NO_EXPIRY = -1;

  /** Moves to the next entry, skipping elements not read; false past the last. */
  boolean next();

  /** The entry's key. */
  ByteView key();

  /** The entry's type, which says what of the rest may be called. */
  ValueType type();

  /** When the entry expires, in milliseconds since the epoch, or {@link #NO_EXPIRY}. */
  long expiresAtMillis();

  /** The value of a {@link ValueType#STRING}. */
  ByteView string();

  /** The number of elements of a collection: two for each field or member with a score. */
  long elementCount();

  /** Moves to the next element of a collection; false past the last. */
  boolean nextElement();

  /** The element, in the order of {@link io.radish.value.ElementCursor}. */
  ByteView element();

  /**
   * When the field of a hash expires whose value is the element, in milliseconds since the epoch,
   * or {@link #NO_EXPIRY}.
   */
  long elementDeadline();

  @Override
  void close();
}
