// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ByteView;
import io.radish.memory.SeededHash;

/**
 * A key to look for, with its hash; a flyweight that is pointed at other bytes again and again.
 *
 * <p>Made by {@link Store#newKey()}, since the hash depends on the store's seed.
 */
public final class Key {
  private final ByteView bytes = new ByteView();
  private final SeededHash hashing;
  private long hash;

  Key(SeededHash hashing) {
    this.hashing = hashing;
  }

  /** Points this key at bytes on the heap. */
  public Key set(byte[] array, int offset, int length) {
    bytes.set(array, offset, length);
    hash = hashing.of(array, offset, length);
    return this;
  }

  /** Points this key at what {@code view} shows. */
  public Key set(ByteView view) {
    byte[] array = view.array();
    if (array != null) {
      return set(array, (int) view.offset(), view.length());
    }
    bytes.set(view);
    hash = hashing.of(view.segment(), view.offset(), view.length());
    return this;
  }

  /** The key's bytes. */
  public ByteView bytes() {
    return bytes;
  }

  long hash() {
    return hash;
  }
}
