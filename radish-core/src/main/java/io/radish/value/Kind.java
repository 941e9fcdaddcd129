// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

/** How a record's value is laid out: the type, and the form that the type takes in memory. */
public final class Kind {
  /** A string as it was set. */
  public static final int STRING = 1;

  /**
   * A string that was changed in place, which {@code OBJECT ENCODING} calls raw whatever its size.
   */
  public static final int STRING_RAW = 2;

  /** A list whose elements are packed into the record. */
  public static final int LIST_PACKED = 3;

  /** A list whose record leads to chunks of elements. */
  public static final int LIST_CHUNKED = 4;

  /**
   * A string that Redis does not keep as a number, even where it is one: what {@code INCRBYFLOAT}
   * left.
   */
  public static final int STRING_TEXT = 5;

  /** A hash whose fields and values are packed into the record. */
  public static final int HASH_PACKED = 6;

  /** A hash whose record leads to a tree. */
  public static final int HASH_TREE = 7;

  /** A set of integers of one width, packed into the record. */
  public static final int SET_INTEGERS = 8;

  /** A set whose members are packed into the record. */
  public static final int SET_PACKED = 9;

  /** A set whose record leads to a tree. */
  public static final int SET_TREE = 10;

  /** A sorted set whose members and scores are packed into the record. */
  public static final int ZSET_PACKED = 11;

  /** A sorted set whose record leads to two trees, by score and by member. */
  public static final int ZSET_TREE = 12;

  /** A stream, whose record leads to two trees: of entries, and of groups. */
  public static final int STREAM = 20;

  /** What is set in the kinds of hashes of which a field has a deadline, and in no others. */
  private static final int TIMED = 24;

  /** A hash packed into the record, of which a field has a deadline ({@link TimedPacked}). */
  public static final int HASH_PACKED_TIMED = TIMED;

  /** A hash whose record leads to trees, of which a field has a deadline ({@link TimedTrees}). */
  public static final int HASH_TREE_TIMED = TIMED + 1;

  private Kind() {}

  /** Whether it is a hash of which a field has a deadline. */
  public static boolean isTimed(int kind) {
    return (kind & TIMED) == TIMED;
  }

  /** The number of trees that a record leads to. */
  static int trees(int kind) {
    return switch (kind) {
      case HASH_TREE, SET_TREE -> 1;
      case ZSET_TREE, STREAM -> 2;
      case HASH_TREE_TIMED -> 3;
      default -> 0;
    };
  }

  /** The type that clients see. */
  public static ValueType typeOf(int kind) {
    return switch (kind) {
      case STRING, STRING_RAW, STRING_TEXT -> ValueType.STRING;
      case LIST_PACKED, LIST_CHUNKED -> ValueType.LIST;
      case HASH_PACKED, HASH_TREE, HASH_PACKED_TIMED, HASH_TREE_TIMED -> ValueType.HASH;
      case SET_INTEGERS, SET_PACKED, SET_TREE -> ValueType.SET;
      case ZSET_PACKED, ZSET_TREE -> ValueType.ZSET;
      case STREAM -> ValueType.STREAM;
      default -> throw new IllegalStateException("no kind " + kind);
    };
  }

  /** Whether the record leads to further blocks ({@link Blocks}). */
  public static boolean hasBlocks(int kind) {
    return kind == LIST_CHUNKED || trees(kind) > 0;
  }
}
