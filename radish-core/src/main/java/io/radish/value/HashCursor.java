// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.tree.TreeCursor;
import java.lang.foreign.MemorySegment;

/**
 * A place between two fields of a hash, from which one walks on, and which can be set to any field
 * by its number: for those who show many fields of one hash.
 *
 * <p>Any change of the hash makes the place worthless. Reusable; used by one thread at a time.
 */
public final class HashCursor {
  private static final int[] NOT_COUNTED = {};

  private final ByteView field = new ByteView();
  private final ByteView value = new ByteView();
  private final TreeCursor tree = new TreeCursor();
  private boolean isTree;

  // A packed hash: where its elements lie, and where each field begins once somebody asked.
  private MemorySegment segment = MemorySegment.NULL;
  private long first;
  private long at;
  private long end;
  private int count;
  private int[] starts = NOT_COUNTED;

  /** Opens a hash before its first field. */
  public HashCursor open(Entry hash) {
    isTree = hash.kind() == Kind.HASH_TREE;
    if (isTree) {
      tree.open(hash.memory(), hash.segment(), hash.valueOffset());
      return this;
    }
    segment = hash.segment();
    first = hash.valueOffset() + Packed.HEADER;
    at = first;
    end = hash.valueOffset() + hash.valueLength();
    count = Packed.count(segment, hash.valueOffset());
    starts = NOT_COUNTED;
    return this;
  }

  /** Goes before field {@code index}, counted from 0, which there is. */
  public HashCursor seek(long index) {
    if (isTree) {
      tree.seekRank(index);
      return this;
    }
    if (starts.length == 0) {
      starts = findStarts();
    }
    at = first + starts[(int) index];
    return this;
  }

  /** Where the fields begin, counted from the first. */
  private int[] findStarts() {
    int[] found = new int[count];
    long from = first;
    for (int i = 0; i < count; i++) {
      found[i] = (int) (from - first);
      from = Elements.next(segment, Elements.next(segment, from));
    }
    return found;
  }

  /** Passes the next field and shows it; false behind the last. */
  public boolean next() {
    if (isTree) {
      if (!tree.next()) {
        return false;
      }
      field.set(tree.rest());
      value.set(tree.value());
      return true;
    }
    if (at == end) {
      return false;
    }
    at = Elements.read(segment, Elements.read(segment, at, field), value);
    return true;
  }

  /** The field shown; valid until the next call of this object. */
  public ByteView field() {
    return field;
  }

  /** What the field shown holds; valid until the next call of this object. */
  public ByteView value() {
    return value;
  }
}
