// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.HashValue;
import io.radish.value.Kind;
import io.radish.value.ListCursor;
import io.radish.value.SetValue;
import io.radish.value.StringValue;
import io.radish.value.ZSetValue;

/** What {@code OBJECT ENCODING} says: how Redis 7.2 would keep a value, not how it is kept here. */
public final class ObjectEncoding {
  /** The longest string that Redis keeps in one block with its header. */
  private static final int EMBEDDED_BYTES = 44;

  private ObjectEncoding() {}

  /** As in Redis 7.4, whose compact form has another name where a field has a deadline. */
  private static String ofHash(Entry entry) {
    if (!HashValue.isCompact(entry)) {
      return "hashtable";
    }
    return Kind.isTimed(entry.kind()) ? "listpackex" : "listpack";
  }

  /** The name of the encoding. */
  public static String of(Entry entry) {
    return switch (entry.type()) {
      case STRING -> ofString(entry);
      case LIST -> isListpack(entry) ? "listpack" : "quicklist";
      case HASH -> ofHash(entry);
      case SET -> ofSet(entry);
      case STREAM -> "stream";
      case ZSET -> ZSetValue.isCompact(entry) ? "listpack" : "skiplist";
    };
  }

  private static String ofSet(Entry set) {
    if (set.kind() == Kind.SET_INTEGERS) {
      return "intset";
    }
    return SetValue.isCompact(set) ? "listpack" : "hashtable";
  }

  private static String ofString(Entry string) {
    if (string.kind() == Kind.STRING_RAW) {
      return "raw";
    }
    if (isNumber(string)) {
      return "int";
    }
    return string.valueLength() <= EMBEDDED_BYTES ? "embstr" : "raw";
  }

  /** Whether Redis would keep a string as a number. */
  public static boolean isNumber(Entry string) {
    return string.kind() == Kind.STRING && StringValue.isInteger(string.value(new ByteView()));
  }

  /** Looks at no more elements than a listpack may have. */
  private static boolean isListpack(Entry list) {
    ListCursor cursor = new ListCursor(list.memory()).open(list);
    ByteView element = new ByteView();
    ListNodes nodes = new ListNodes();
    while (nodes.isListpack() && cursor.next(element)) {
      nodes.next(element);
    }
    return nodes.isListpack();
  }
}
