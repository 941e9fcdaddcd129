// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.radish.memory.ByteView;
import io.radish.value.Scores;
import io.radish.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds what was read, as Latin-1 text. */
final class ReadValue implements ValueSink {
  @Nullable String string;
  final List<String> elements = new ArrayList<>();

  @Override
  public void string(ByteView value) {
    string = new String(value.toBytes(), ISO_8859_1);
  }

  @Override
  public boolean entry(ValueType type, ByteView first, ByteView second) {
    elements.add(new String(first.toBytes(), ISO_8859_1));
    if (type == ValueType.HASH) {
      elements.add(new String(second.toBytes(), ISO_8859_1));
    } else if (type == ValueType.ZSET) {
      elements.add(Scores.text(Scores.score(Scores.bits(second))));
    }
    return true;
  }

  @Override
  public void fieldDeadline(ByteView field, long deadline) {
    elements.add(new String(field.toBytes(), ISO_8859_1) + " until " + deadline);
  }
}
