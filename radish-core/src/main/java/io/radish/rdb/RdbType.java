// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.value.ValueType;
import org.jspecify.annotations.Nullable;

/** The forms of values that are read, under the numbers that Redis gives them. */
enum RdbType {
  STRING(0, ValueType.STRING),
  LIST(1, ValueType.LIST),
  SET(2, ValueType.SET),

  /** Scores as text: before Redis 4.0. */
  ZSET(3, ValueType.ZSET),
  HASH(4, ValueType.HASH),

  /** Scores in binary. */
  ZSET_2(5, ValueType.ZSET),

  /** Before Redis 2.6. */
  HASH_ZIPMAP(9, ValueType.HASH),
  LIST_ZIPLIST(10, ValueType.LIST),
  SET_INTSET(11, ValueType.SET),
  ZSET_ZIPLIST(12, ValueType.ZSET),
  HASH_ZIPLIST(13, ValueType.HASH),

  /** Nodes, each a ziplist: Redis 3.2 to 6.2. */
  LIST_QUICKLIST(14, ValueType.LIST),

  HASH_LISTPACK(16, ValueType.HASH),

  /** With deadlines of fields, each relative to the earliest: from Redis 7.4 on. */
  HASH_METADATA(24, ValueType.HASH),

  /** Packed, with deadlines of fields, the earliest first: from Redis 7.4 on. */
  HASH_LISTPACK_EX(25, ValueType.HASH),
  ZSET_LISTPACK(17, ValueType.ZSET),

  /** Nodes, each a listpack or one large element: from Redis 7.0 on. */
  LIST_QUICKLIST_2(18, ValueType.LIST),

  /** From Redis 7.2 on. */
  SET_LISTPACK(20, ValueType.SET),

  /** From Redis 5.0 on. */
  STREAM_LISTPACKS(15, ValueType.STREAM),

  /** With counts of what was added and read: from Redis 7.0 on. */
  STREAM_LISTPACKS_2(19, ValueType.STREAM),

  /** With the time at which a consumer last got something: from Redis 7.2 on. */
  STREAM_LISTPACKS_3(21, ValueType.STREAM);

  private final int code;
  private final ValueType valueType;

  RdbType(int code, ValueType valueType) {
    this.code = code;
    this.valueType = valueType;
  }

  /** The form with that number; null where it is not known. */
  static @Nullable RdbType of(int code) {
    for (RdbType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    return null;
  }

  int code() {
    return code;
  }

  ValueType valueType() {
    return valueType;
  }
}
