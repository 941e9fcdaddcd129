// SPDX-License-Identifier: Apache-2.0
package io.radish.event;

import io.radish.memory.ByteView;
import io.radish.value.ValueType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change in the store. The views in it are copies of its own.
 *
 * @param type what happened
 * @param keyspace the keyspace it happened in: {@code default_store}, {@code cache} or {@code
 *     cache:store}
 * @param key the key's bytes; null where the event is about the keyspace as a whole
 * @param oldValue the value before, null where there was none
 * @param newValue the value after, null where there is none
 * @param time when it happened
 */
public record StoreEvent(
    Type type,
    String keyspace,
    @Nullable ByteView key,
    @Nullable Value oldValue,
    @Nullable Value newValue,
    Instant time) {

  /** What may happen. */
  public enum Type {
    SET,
    DELETE,
    CLEAR,
    CREATE_CACHE,
    DELETE_CACHE,
    EXPIRE,
    EVICT
  }

  /**
   * A value as an event carries it.
   *
   * @param type its type
   * @param bytes a string's bytes; null for a collection, which is not copied for an event
   * @param elements a collection's number of elements; 1 for a string
   */
  public record Value(ValueType type, @Nullable ByteView bytes, long elements) {}
}
