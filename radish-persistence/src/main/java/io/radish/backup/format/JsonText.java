// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.memory.ByteView;
import java.io.IOException;
import tools.jackson.core.JsonToken;

/**
 * Copies a JSON value, of any shape, as its text without blanks; numbers stay as they are spelled.
 *
 * <p>Not thread-safe.
 */
final class JsonText {
  private final ByteView drained = new ByteView();
  private final GrowingBytes text = new GrowingBytes(FormatLimits.MAX_BYTES);
  private GrowingBytes target = text;
  private final JsonOutput out =
      new JsonOutput((bytes, length) -> target.append(drained.set(bytes, 0, length)));

  JsonText() {}

  /** Copies the value at whose first token the input stands, which moves to its last. */
  void copy(JsonInput in, GrowingBytes to) throws IOException {
    target = to;
    out.take();
    int depth = 0;
    boolean comma = false;
    while (true) {
      JsonToken token = in.current();
      boolean ends = token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY;
      if (comma && !ends) {
        out.raw(',');
      }
      write(token, in);
      comma = !token.isStructStart() && token != JsonToken.PROPERTY_NAME;
      depth += token.isStructStart() ? 1 : ends ? -1 : 0;
      if (depth == 0) {
        break;
      }
      in.next();
    }
    out.flush();
    text.reset();
  }

  private void write(JsonToken token, JsonInput in) throws IOException {
    switch (token) {
      case START_OBJECT -> out.raw('{');
      case END_OBJECT -> out.raw('}');
      case START_ARRAY -> out.raw('[');
      case END_ARRAY -> out.raw(']');
      case PROPERTY_NAME -> {
        text.reset().write(in.name());
        quoted();
        out.raw(':');
      }
      case VALUE_STRING -> {
        in.text(text);
        quoted();
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.raw(in.number());
      case VALUE_TRUE -> out.raw("true");
      case VALUE_FALSE -> out.raw("false");
      case VALUE_NULL -> out.raw("null");
      case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw in.error("expected a value instead of " + JsonInput.describe(token));
    }
  }

  private void quoted() throws IOException {
    ByteView view = text.view();
    out.quoted(view, out.examine(view));
  }
}
