// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.radish.memory.ByteView;
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
  public void listElement(ByteView element) {
    elements.add(new String(element.toBytes(), ISO_8859_1));
  }
}
