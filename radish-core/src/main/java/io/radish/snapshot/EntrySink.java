// SPDX-License-Identifier: Apache-2.0
package io.radish.snapshot;

import io.radish.memory.ByteView;
import io.radish.value.ValueType;

/**
 * Takes entries one after the other, each whole before the next begins.
 *
 * <p>Views passed in are read before the call returns. An entry whose time has passed is accepted
 * and dropped. A key that was there already is replaced. Used by one thread.
 *
 * <p>Deadlines are milliseconds since the epoch, or {@link EntryCursor#NO_EXPIRY}.
 */
public interface EntrySink extends AutoCloseable {
  /** Takes a string. */
  void string(ByteView key, long expiresAtMillis, ByteView value);

  /** Begins a string that arrives in parts, of {@code length} bytes in all. */
  void beginString(ByteView key, long expiresAtMillis, int length);

  /** Takes the next part of the string begun. */
  void stringPart(ByteView part);

  /** Ends the string begun. */
  void endString();

  /** Begins a collection of {@code type}. */
  void beginCollection(ValueType type, ByteView key, long expiresAtMillis);

  /**
   * Takes the next element of the collection begun, in the order of {@link
   * io.radish.value.ElementCursor}.
   */
  void element(ByteView element);

  /**
   * Says when the field of a hash expires whose value was the last element, in milliseconds since
   * the epoch; not called for one that stays.
   */
  void elementDeadline(long expiresAtMillis);

  /** Ends the collection begun; one without elements leaves no key. */
  void endCollection();

  /** Gives back what the sink holds, an entry that was begun and not ended included. */
  @Override
  default void close() {}
}
