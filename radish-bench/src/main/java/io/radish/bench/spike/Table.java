// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.spike;

/** What the four places have in common for the measurement: a map from bytes to bytes. */
interface Table extends AutoCloseable {

  /** Copies the key's value to the front of {@code value}; its length, or -1 for no such key. */
  int get(byte[] keys, int keyOffset, int keyLength, byte[] value);

  /** Sets the key to the whole of {@code value}, in place where the length stays the same. */
  void set(byte[] keys, int keyOffset, int keyLength, byte[] value);

  /** Gives the memory back; the table is not used afterwards. */
  @Override
  void close();
}
