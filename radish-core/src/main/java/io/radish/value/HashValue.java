// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;

/**
 * What a hash does, whichever form it has: pairs packed into the record, in the order in which the
 * fields came, or a tree in the order of the fields' hash values.
 *
 * <p>A hash without fields is not kept: who removes the last one removes the key.
 */
public final class HashValue {
  private static final KeyedElements FIELDS =
      new KeyedElements(Kind.HASH_PACKED, Kind.HASH_TREE, 2);

  private HashValue() {}

  /** The number of fields. */
  public static long length(Entry hash) {
    return CollectionValue.length(hash);
  }

  /** Points {@code value} at what a field holds; false where there is no such field. */
  public static boolean get(Entry hash, ByteView field, ByteView value) {
    return FIELDS.find(hash, field, value);
  }

  /** Sets a field; whether it is new. */
  public static boolean put(Entry hash, ByteView field, ByteView value) {
    return FIELDS.put(hash, field, value, hash.settings().hashes());
  }

  /** Removes a field; whether it was there. The hash may be without fields afterwards. */
  public static boolean remove(Entry hash, ByteView field) {
    return FIELDS.remove(hash, field);
  }

  /**
   * Visits about {@code count} fields from {@code cursor} on, 0 for the first ones. What is there
   * from the first call to the last is visited at least once, whatever happens to the others.
   *
   * @return the cursor to go on with, below 2^52; 0 past the last field
   */
  public static long scan(Entry hash, long cursor, long count, EntryVisitor visitor) {
    return FIELDS.scan(hash, cursor, count, visitor);
  }

  /** Whether Redis would keep it in its compact form. */
  public static boolean isCompact(Entry hash) {
    return !FIELDS.isMarked(hash);
  }
}
