// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.tree.TreeRoot;
import java.lang.foreign.MemorySegment;

/** What all collections have in common, of whatever type they are. */
public final class CollectionValue {
  private static final byte[] NO_ENTRIES = new byte[Packed.HEADER];

  private CollectionValue() {}

  /** The kind of a collection without entries. */
  public static int kindOfEmpty(ValueType type) {
    return switch (type) {
      case LIST -> Kind.LIST_PACKED;
      case HASH -> Kind.HASH_PACKED;
      case SET -> Kind.SET_INTEGERS;
      case ZSET -> Kind.ZSET_PACKED;
      case STREAM -> Kind.STREAM;
      case STRING -> throw new IllegalArgumentException("a string is no collection");
    };
  }

  /** The stored value of a collection without entries: what a new one's record begins with. */
  public static ByteView empty(ValueType type) {
    return ByteView.of(
        switch (type) {
          case SET -> Integers.empty();
          case STREAM -> StreamLayout.empty();
          default -> NO_ENTRIES;
        });
  }

  /** The number of entries: elements of a list, members, fields, or entries of a stream. */
  public static long length(Entry collection) {
    return length(collection.kind(), collection.segment(), collection.valueOffset());
  }

  /** The number of entries of a collection of {@code kind} whose value lies at {@code value}. */
  public static long length(int kind, MemorySegment segment, long value) {
    return switch (kind) {
      case Kind.LIST_PACKED,
          Kind.HASH_PACKED,
          Kind.HASH_PACKED_TIMED,
          Kind.SET_PACKED,
          Kind.ZSET_PACKED ->
          Packed.count(segment, value);
      case Kind.LIST_CHUNKED -> ChunkedList.count(segment, value);
      case Kind.SET_INTEGERS -> Integers.count(segment, value);
      case Kind.HASH_TREE, Kind.HASH_TREE_TIMED, Kind.SET_TREE, Kind.ZSET_TREE, Kind.STREAM ->
          TreeRoot.count(segment, value);
      default -> throw new IllegalArgumentException("kind " + kind + " has no entries");
    };
  }

  /**
   * Adds an entry, in the form in which {@link ElementCursor} shows it: to the tail of a list, or
   * in the place of the one with the same first element.
   *
   * @param second what is not looked at where an entry has one element
   * @return whether it is new
   */
  public static boolean add(Entry collection, ByteView first, ByteView second) {
    return switch (collection.type()) {
      case LIST -> {
        ListValue.push(collection, false, first);
        yield true;
      }
      case HASH -> HashValue.put(collection, first, second, HashValue.BEFORE_ALL);
      case SET -> SetValue.add(collection, first);
      case ZSET -> {
        double score = Scores.score(Scores.bits(second));
        yield ZSetValue.put(collection, first, score, ZSetValue.score(collection, first));
      }
      case STREAM -> StreamElements.add(collection, first, second);
      case STRING -> throw new IllegalArgumentException("a string has no entries");
    };
  }
}
