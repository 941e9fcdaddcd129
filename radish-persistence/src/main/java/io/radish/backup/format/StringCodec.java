// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.value.ValueType;
import java.io.IOException;

/**
 * Strings: a JSON string where that says it all, else an object with {@code value}, {@code base64},
 * {@code parts} or {@code base64_parts}.
 *
 * <p>Parts are passed on as they are read, so that the longest value needs no more memory than one
 * of its parts; deadline and length therefore stand before them.
 */
final class StringCodec implements ValueCodec {
  static final StringCodec INSTANCE = new StringCodec();

  private static final byte[] TYPE = EntryWriter.preparedType(ValueType.STRING);
  private static final byte[] VALUE = EntryWriter.prepared(Marks.VALUE);
  private static final byte[] BASE64 = EntryWriter.prepared(Marks.BASE64);
  private static final byte[] LENGTH = EntryWriter.prepared(Marks.LENGTH);
  private static final byte[] PARTS = EntryWriter.prepared(Marks.PARTS);
  private static final byte[] BASE64_PARTS = EntryWriter.prepared(Marks.BASE64_PARTS);

  private StringCodec() {}

  @Override
  public void write(EntryCursor entry, EntryWriter writer) throws IOException {
    ByteView value = entry.string();
    JsonOutput out = writer.out();
    boolean isLong = value.length() > FormatLimits.INLINE_BYTES;
    if (!isLong && writer.isBare(entry)) {
      TextKind kind = out.examine(value);
      if (kind != TextKind.BINARY) {
        out.quoted(value, kind);
        return;
      }
    }
    writer.open(TYPE);
    TextKind kind = out.examine(value);
    boolean binary = kind == TextKind.BINARY;
    if (isLong) {
      writer.deadline(entry);
      writer.member(LENGTH);
      out.raw(Integer.toString(value.length()));
      writer.member(binary ? BASE64_PARTS : PARTS);
      out.parts(value, kind);
    } else {
      writer.member(binary ? BASE64 : VALUE);
      if (binary) {
        out.base64(value, EntryWriter.NO_PREFIX);
      } else {
        out.quoted(value, kind);
      }
      writer.deadline(entry);
    }
    out.raw('}');
  }

  /** Reads a JSON string that is the whole entry. */
  static void readBare(EntryReader reader) throws IOException {
    reader.sink().string(reader.key(), reader.deadline(), reader.text());
  }

  @Override
  public boolean readMember(String member, EntryReader reader) throws IOException {
    switch (member) {
      case Marks.VALUE -> {
        reader.beginContent(EntryReader.Content.HELD);
        reader.text();
      }
      case Marks.BASE64 -> {
        reader.beginContent(EntryReader.Content.HELD);
        reader.base64();
      }
      case Marks.PARTS, Marks.BASE64_PARTS -> {
        reader.beginContent(EntryReader.Content.PASSED_ON);
        readParts(member.equals(Marks.BASE64_PARTS), reader);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void readParts(boolean base64, EntryReader reader) throws IOException {
    long length = reader.length();
    if (length < 0) {
      throw reader.in().error("length must stand before the parts of a string");
    }
    if (length > reader.in().bytes().size()) {
      throw reader.in().error("length says " + length + " bytes, more than the file has");
    }
    reader.sink().beginString(reader.key(), reader.deadline(), (int) length);
    long[] rest = {length};
    reader.parts(
        base64,
        part -> {
          rest[0] -= part.length();
          if (rest[0] < 0) {
            throw new BadText("the parts are longer than their length, " + length + " bytes");
          }
          reader.sink().stringPart(part);
        });
    if (rest[0] != 0) {
      throw reader
          .in()
          .error("the parts are " + (length - rest[0]) + " bytes, but their length says " + length);
    }
    reader.sink().endString();
  }

  @Override
  public void readEnd(EntryReader reader) throws IOException {
    if (reader.content() == EntryReader.Content.HELD) {
      reader.sink().string(reader.key(), reader.deadline(), reader.held());
    }
  }
}
