// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.value.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonToken;

/**
 * Hashes: a JSON object with the fields as names.
 *
 * <p>A field that cannot be a name, or is long, stands in an array with its value, under a name
 * that says no more than that. What a field holds that expires stands in an object, behind the
 * time.
 */
final class HashCodec extends CollectionCodec {
  static final HashCodec INSTANCE = new HashCodec();

  private static final byte[] ODD_FIELD = Marks.ODD_FIELD.getBytes(StandardCharsets.US_ASCII);
  private static final byte[] COLON = {':', ' '};
  private static final byte[] EXPIRES_AT =
      ("{\"" + Marks.FIELD_EXPIRES_AT + "\": ").getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VALUE = EntryWriter.prepared(Marks.FIELD_VALUE);

  private HashCodec() {
    super(ValueType.HASH, JsonToken.START_OBJECT);
  }

  @Override
  void writeElements(EntryCursor entry, EntryWriter writer) throws IOException {
    JsonOutput out = writer.out();
    out.raw('{');
    long oddFields = 0;
    for (boolean first = true; entry.nextElement(); first = false) {
      if (!first) {
        out.raw(EntryWriter.COMMA);
      }
      ByteView field = entry.element();
      TextKind kind = out.examine(field);
      if (kind == TextKind.BINARY
          || field.length() > FormatLimits.INLINE_BYTES
          || field.startsWith(ODD_FIELD)) {
        oddFields++;
        out.raw('"' + Marks.ODD_FIELD + oddFields + "\": [");
        writer.element(field);
        out.raw(EntryWriter.COMMA);
        writeValue(entry, writer);
        out.raw(']');
      } else {
        out.quoted(field, kind);
        out.raw(COLON);
        writeValue(entry, writer);
      }
    }
    out.raw('}');
  }

  private static void writeValue(EntryCursor entry, EntryWriter writer) throws IOException {
    if (!entry.nextElement()) {
      throw new IllegalStateException("a field without a value");
    }
    long deadline = entry.elementDeadline();
    if (deadline == EntryCursor.NO_EXPIRY) {
      writer.element(entry.element());
      return;
    }
    writer.out().raw(EXPIRES_AT);
    writer.time(deadline);
    writer.out().raw(VALUE);
    writer.element(entry.element());
    writer.out().raw('}');
  }

  @Override
  boolean readElements(EntryReader reader) throws IOException {
    JsonInput in = reader.in();
    boolean any = false;
    reader.beginFields();
    while (in.next() != JsonToken.END_OBJECT) {
      String name = in.name();
      any = true;
      in.next();
      if (name.startsWith(Marks.ODD_FIELD)) {
        readPair(reader);
      } else {
        reader.sink().element(reader.textOf(name));
        reader.fieldValue();
      }
    }
    reader.endFields();
    return any;
  }

  private static void readPair(EntryReader reader) throws IOException {
    JsonInput in = reader.in();
    String shape = "what " + Marks.ODD_FIELD + " names must be an array of a field and its value";
    if (in.current() != JsonToken.START_ARRAY) {
      throw in.error(shape);
    }
    if (in.next() == JsonToken.END_ARRAY) {
      throw in.error(shape);
    }
    reader.sink().element(reader.element());
    if (in.next() == JsonToken.END_ARRAY) {
      throw in.error(shape);
    }
    reader.fieldValue();
    if (in.next() != JsonToken.END_ARRAY) {
      throw in.error(shape);
    }
  }
}
