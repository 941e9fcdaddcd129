// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.value.Scores;
import io.radish.value.ValueType;
import java.io.IOException;
import tools.jackson.core.JsonToken;

/**
 * Sorted sets: a JSON array of arrays, each a member and its score, in their order. A score that is
 * infinite is the string {@code inf} or {@code -inf}.
 */
final class SortedSetCodec extends CollectionCodec {
  static final SortedSetCodec INSTANCE = new SortedSetCodec();

  private static final String SHAPE =
      "a member of a sorted set must be an array of it and its score";

  private SortedSetCodec() {
    super(ValueType.ZSET, JsonToken.START_ARRAY);
  }

  @Override
  void writeElements(EntryCursor entry, EntryWriter writer) throws IOException {
    JsonOutput out = writer.out();
    out.raw('[');
    for (boolean first = true; entry.nextElement(); first = false) {
      if (!first) {
        out.raw(EntryWriter.COMMA);
      }
      out.raw('[');
      writer.element(entry.element());
      out.raw(EntryWriter.COMMA);
      if (!entry.nextElement()) {
        throw new IllegalStateException("a member without a score");
      }
      writeScore(Scores.score(Scores.bits(entry.element())), out);
      out.raw(']');
    }
    out.raw(']');
  }

  private static void writeScore(double score, JsonOutput out) throws IOException {
    String text = Scores.text(score);
    out.raw(Double.isInfinite(score) ? '"' + text + '"' : text);
  }

  @Override
  boolean readElements(EntryReader reader) throws IOException {
    JsonInput in = reader.in();
    ByteView score = new ByteView();
    boolean any = false;
    while (in.next() != JsonToken.END_ARRAY) {
      if (in.current() != JsonToken.START_ARRAY || in.next() == JsonToken.END_ARRAY) {
        throw in.error(SHAPE);
      }
      reader.sink().element(reader.element());
      in.next();
      reader.sink().element(Scores.bytes(Scores.bits(readScore(in)), score));
      if (in.next() != JsonToken.END_ARRAY) {
        throw in.error(SHAPE);
      }
      any = true;
    }
    return any;
  }

  private static double readScore(JsonInput in) throws IOException {
    String text =
        switch (in.current()) {
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.number();
          case VALUE_STRING -> in.shortText();
          default -> throw in.error(SHAPE);
        };
    double score = Scores.parse(text.replace('E', 'e'));
    if (Double.isNaN(score)) {
      throw in.error("a score must be a number, \"inf\" or \"-inf\"");
    }
    return score;
  }
}
