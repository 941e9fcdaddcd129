// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.spike;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Place (d), the baseline: a concurrent map of objects on the garbage-collected heap.
 *
 * <p>Key and new value are copied out of the caller's buffers, as a server must.
 */
final class MapTable implements Table {
  private final ConcurrentHashMap<ByteKey, byte[]> map;

  MapTable(int expectedKeys) {
    map = new ConcurrentHashMap<>(expectedKeys);
  }

  @Override
  public int get(byte[] keys, int keyOffset, int keyLength, byte[] value) {
    byte[] found = map.get(key(keys, keyOffset, keyLength));
    if (found == null) {
      return -1;
    }
    System.arraycopy(found, 0, value, 0, found.length);
    return found.length;
  }

  @Override
  public void set(byte[] keys, int keyOffset, int keyLength, byte[] value) {
    map.put(key(keys, keyOffset, keyLength), value.clone());
  }

  @Override
  public void close() {
    map.clear();
  }

  private static ByteKey key(byte[] keys, int keyOffset, int keyLength) {
    byte[] bytes = Arrays.copyOfRange(keys, keyOffset, keyOffset + keyLength);
    long hash = Bytes.hash(bytes, 0, keyLength);
    return new ByteKey(bytes, (int) (hash ^ hash >>> 32));
  }

  /** A key by content, its hash kept. */
  private static final class ByteKey {
    private final byte[] bytes;
    private final int hash;

    ByteKey(byte[] bytes, int hash) {
      this.bytes = bytes;
      this.hash = hash;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByteKey key && hash == key.hash && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
