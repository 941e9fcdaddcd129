// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.snapshot.EntryCursor;
import io.radish.value.ValueType;
import java.io.IOException;
import tools.jackson.core.JsonToken;

/**
 * What collections of all types have in common: a value of many elements, inside an object that
 * says the type and the deadline, which stands before the value.
 */
abstract sealed class CollectionCodec implements ValueCodec
    permits ListCodec, SetCodec, HashCodec, SortedSetCodec {
  private static final byte[] VALUE = EntryWriter.prepared(Marks.VALUE);

  private final ValueType type;
  private final byte[] preparedType;
  private final JsonToken begin;

  /** A codec whose values are arrays, or objects, as {@code begin} says. */
  CollectionCodec(ValueType type, JsonToken begin) {
    this.type = type;
    this.preparedType = EntryWriter.preparedType(type);
    this.begin = begin;
  }

  @Override
  public void write(EntryCursor entry, EntryWriter writer) throws IOException {
    writer.open(preparedType);
    writer.deadline(entry);
    writer.member(VALUE);
    writeElements(entry, writer);
    writer.out().raw('}');
  }

  /** Writes the elements with their brackets. */
  abstract void writeElements(EntryCursor entry, EntryWriter writer) throws IOException;

  @Override
  public final boolean readMember(String member, EntryReader reader) throws IOException {
    if (!member.equals(Marks.VALUE)) {
      return false;
    }
    if (reader.in().current() != begin) {
      throw reader
          .in()
          .error("the value of a " + type.label() + " must be " + JsonInput.describe(begin));
    }
    reader.beginContent(EntryReader.Content.PASSED_ON);
    read(reader);
    return true;
  }

  /** Reads the elements, at whose bracket the input stands. */
  final void read(EntryReader reader) throws IOException {
    reader.sink().beginCollection(type, reader.key(), reader.deadline());
    if (!readElements(reader)) {
      throw reader.in().error("a " + type.label() + " without elements: leave the key out instead");
    }
    reader.sink().endCollection();
  }

  /** Reads the elements up to the closing bracket; whether there were any. */
  abstract boolean readElements(EntryReader reader) throws IOException;

  @Override
  public final void readEnd(EntryReader reader) {}

  // ---- elements in an array, each by itself ----

  static void writeArray(EntryCursor entry, EntryWriter writer) throws IOException {
    JsonOutput out = writer.out();
    out.raw('[');
    boolean first = true;
    while (entry.nextElement()) {
      if (!first) {
        out.raw(EntryWriter.COMMA);
      }
      first = false;
      writer.element(entry.element());
    }
    out.raw(']');
  }

  static boolean readArray(EntryReader reader) throws IOException {
    boolean any = false;
    while (reader.in().next() != JsonToken.END_ARRAY) {
      reader.sink().element(reader.element());
      any = true;
    }
    return any;
  }
}
