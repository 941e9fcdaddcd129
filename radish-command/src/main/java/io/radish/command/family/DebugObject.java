// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.memory.ByteView;
import io.radish.rdb.ObjectEncoding;
import io.radish.resp.DoubleText;
import io.radish.value.Blocks;
import io.radish.value.ElementCursor;
import io.radish.value.Entry;
import io.radish.value.ListCursor;
import io.radish.value.ListValue;
import io.radish.value.Scores;
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

  /** The elements of a small list, hash, set or sorted set, one a line. */
  static String elements(Entry entry, long now) {
    StringBuilder text = new StringBuilder();
    ByteView element = new ByteView();
    if (entry.type() == ValueType.LIST) {
      ListCursor cursor = new ListCursor(entry.memory()).open(entry);
      for (int i = 0; cursor.next(element); i++) {
        line(text, i, new String(element.toBytes(), StandardCharsets.UTF_8));
      }
      return text.toString();
    }
    ElementCursor cursor = new ElementCursor().open(entry, now);
    for (int i = 0; cursor.next(element); i++) {
      boolean score = entry.type() == ValueType.ZSET && i % 2 == 1;
      line(
          text,
          i,
          score
              ? DoubleText.of(Scores.score(Scores.bits(element)))
              : new String(element.toBytes(), StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, int i, String element) {
    text.append(i).append(": ").append(element).append('\n');
  }
}
