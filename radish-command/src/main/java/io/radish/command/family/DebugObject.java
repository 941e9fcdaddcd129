// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.memory.ByteView;
import io.radish.rdb.ObjectEncoding;
import io.radish.value.Blocks;
import io.radish.value.Entry;
import io.radish.value.ListCursor;
import io.radish.value.ListValue;
import io.radish.value.ValueType;
import java.nio.charset.StandardCharsets;

/** One entry as {@code DEBUG} shows it. */
final class DebugObject {
  private DebugObject() {}

  /** Redis' line; the place is that of the record in its shard's memory. */
  static String describe(Entry entry, long nowMillis) {
    StringBuilder text = new StringBuilder();
    text.append("Value at:0x")
        .append(Long.toHexString(entry.segment().address() + entry.valueOffset()))
        .append(" refcount:1 encoding:")
        .append(ObjectEncoding.of(entry))
        .append(" serializedlength:")
        .append(bytes(entry))
        .append(" lru:")
        .append((nowMillis / 1000 - entry.idleSeconds(nowMillis)) & 0xFFFFFF)
        .append(" lru_seconds_idle:")
        .append(entry.idleSeconds(nowMillis));
    if (entry.type() == ValueType.LIST) {
      text.append(" ql_elements:").append(ListValue.length(entry));
    }
    return text.toString();
  }

  /** The bytes of the value as it is kept. */
  private static long bytes(Entry entry) {
    return entry.valueLength()
        + Blocks.bytes(entry.memory(), entry.kind(), entry.segment(), entry.valueOffset());
  }

  /** The elements of a list, one a line. */
  static String elements(Entry list) {
    StringBuilder text = new StringBuilder();
    ListCursor cursor = new ListCursor(list.memory()).open(list);
    ByteView element = new ByteView();
    for (int i = 0; cursor.next(element); i++) {
      text.append(i)
          .append(": ")
          .append(new String(element.toBytes(), StandardCharsets.UTF_8))
          .append('\n');
    }
    return text.toString();
  }
}
