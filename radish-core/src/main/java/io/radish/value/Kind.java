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

  private Kind() {}

  /** The type that clients see. */
  public static ValueType typeOf(int kind) {
    return switch (kind) {
      case STRING, STRING_RAW, STRING_TEXT -> ValueType.STRING;
      case LIST_PACKED, LIST_CHUNKED -> ValueType.LIST;
      default -> throw new IllegalStateException("no kind " + kind);
    };
  }

  /** Whether the record leads to further blocks. */
  public static boolean isChunked(int kind) {
    return kind == LIST_CHUNKED;
  }
}
