// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.snapshot.EntryCursor;
import io.radish.value.ValueType;
import java.io.IOException;
import tools.jackson.core.JsonToken;

/** Lists: a JSON array from head to tail, inside an object where there is a deadline. */
final class ListCodec implements ValueCodec {
  static final ListCodec INSTANCE = new ListCodec();

  private static final byte[] TYPE = EntryWriter.preparedType(ValueType.LIST);
  private static final byte[] VALUE = EntryWriter.prepared(Marks.VALUE);

  private ListCodec() {}

  @Override
  public void write(EntryCursor entry, EntryWriter writer) throws IOException {
    if (writer.isBare(entry)) {
      writeElements(entry, writer);
      return;
    }
    writer.open(TYPE);
    writer.deadline(entry);
    writer.member(VALUE);
    writeElements(entry, writer);
    writer.out().raw('}');
  }

  private static void writeElements(EntryCursor entry, EntryWriter writer) throws IOException {
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

  /** Reads a JSON array, at whose beginning the input stands. */
  static void readArray(EntryReader reader) throws IOException {
    JsonInput in = reader.in();
    reader.sink().beginList(reader.key(), reader.deadline());
    int count = 0;
    while (in.next() != JsonToken.END_ARRAY) {
      reader.sink().listElement(reader.element());
      count++;
    }
    if (count == 0) {
      throw in.error("a list without elements: leave the key out instead");
    }
    reader.sink().endList();
  }

  @Override
  public boolean readMember(String member, EntryReader reader) throws IOException {
    if (!member.equals(Marks.VALUE)) {
      return false;
    }
    if (reader.in().current() != JsonToken.START_ARRAY) {
      throw reader.in().error("the value of a list must be an array");
    }
    reader.beginContent(EntryReader.Content.PASSED_ON);
    readArray(reader);
    return true;
  }

  @Override
  public void readEnd(EntryReader reader) {}
}
