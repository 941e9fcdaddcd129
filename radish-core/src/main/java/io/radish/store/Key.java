// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ByteView;

/**
 * A key to look for, with its hash; a flyweight that is pointed at other bytes again and again.
 *
 * <p>Made by {@link Store#newKey()}, since the hash depends on the store's seed.
 */
public final class Key {
  private final ByteView bytes = new ByteView();
  private final long seed;
  private long hash;

  Key(long seed) {
    this.seed = seed;
  }

  /** Points this key at bytes on the heap. */
  public Key set(byte[] array, int offset, int length) {
    bytes.set(array, offset, length);
    hash = KeyHash.of(array, offset, length, seed);
    return this;
  }

  /** Points this key at what {@code view} shows. */
  public Key set(ByteView view) {
    byte[] array = view.array();
    if (array != null) {
      return set(array, (int) view.offset(), view.length());
    }
    bytes.set(view);
    hash = KeyHash.of(view.segment(), view.offset(), view.length(), seed);
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
