// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

/** The types a key's value may have, under the names that {@code TYPE} answers with. */
public enum ValueType {
  STRING("string"),
  LIST("list"),
  HASH("hash"),
  SET("set"),
  ZSET("zset"),
  STREAM("stream");

  private final String label;

  ValueType(String label) {
    this.label = label;
  }

  /**
   * How many elements make an entry of a collection ({@link ElementCursor}): a field and its value,
   * a member and its score, a part of a stream ({@link StreamElements}) and what belongs to it, or
   * one.
   */
  public int elementsPerEntry() {
    return this == HASH || this == ZSET || this == STREAM ? 2 : 1;
  }

  /** The lower-case name that clients and backups use. */
  public String label() {
    return label;
  }
}
