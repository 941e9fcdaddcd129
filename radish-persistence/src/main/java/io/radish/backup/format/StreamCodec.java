// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.value.StreamElements;
import io.radish.value.StreamElements.Part;
import io.radish.value.StreamFields;
import io.radish.value.StreamGroups;
import io.radish.value.StreamId;
import io.radish.value.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JsonToken;

/**
 * Streams: what is known of their ids, the entries as arrays of the id and the fields with their
 * values, and the groups as objects with the consumers and what these have pending.
 *
 * <p>The members stand in one order. A name of a group or consumer that cannot be a name, or is
 * long, stands in an array with its object, as a hash's field does.
 */
final class StreamCodec implements ValueCodec {
  static final StreamCodec INSTANCE = new StreamCodec();

  private static final byte[] TYPE = EntryWriter.preparedType(ValueType.STREAM);

  private static final String ODD_SHAPE =
      "what " + Marks.ODD_FIELD + " names must be an array of a name and its object";

  private StreamCodec() {}

  @Override
  public void write(EntryCursor entry, EntryWriter writer) throws IOException {
    writer.open(TYPE);
    writer.deadline(entry);
    new StreamText(entry, writer).write();
    writer.out().raw('}');
  }

  // ---- reading ----

  @Override
  public boolean readMember(String member, EntryReader reader) throws IOException {
    return switch (member) {
      case Marks.LAST_ID -> {
        reader.beginContent(EntryReader.Content.PASSED_ON);
        readEntries(reader);
        yield true;
      }
      case Marks.GROUPS -> {
        if (reader.content() != EntryReader.Content.PASSED_ON) {
          throw reader.in().error("the groups of a stream stand behind its value");
        }
        reader.beginContent(EntryReader.Content.PASSED_ON_WITH_GROUPS);
        readGroups(reader);
        yield true;
      }
      default -> false;
    };
  }

  @Override
  public void readEnd(EntryReader reader) {
    reader.sink().endCollection();
  }

  private static void readEntries(EntryReader reader) throws IOException {
    JsonInput in = reader.in();
    StreamId last = readId(in);
    expectName(in, Marks.MAX_DELETED_ID);
    in.next();
    StreamId maxDeleted = readId(in);
    expectName(in, Marks.ENTRIES_ADDED);
    in.next();
    long added = in.integer(Marks.ENTRIES_ADDED, Long.MIN_VALUE, Long.MAX_VALUE);
    expectName(in, Marks.VALUE);
    reader.sink().beginCollection(ValueType.STREAM, reader.key(), reader.deadline());
    reader.sink().element(StreamElements.state());
    reader.sink().element(StreamElements.state(last, maxDeleted, added));
    if (in.next() != JsonToken.START_ARRAY) {
      throw in.error("the value of a stream must be an array");
    }
    StreamId before = StreamId.ZERO;
    try (StreamFields fields = new StreamFields()) {
      while (in.next() != JsonToken.END_ARRAY) {
        before = readEntry(reader, fields.clear(), before, last);
      }
    }
  }

  private static StreamId readEntry(
      EntryReader reader, StreamFields fields, StreamId before, StreamId last) throws IOException {
    JsonInput in = reader.in();
    if (in.current() != JsonToken.START_ARRAY) {
      throw in.error("an entry of a stream must be an array of its id, fields and values");
    }
    in.next();
    StreamId id = readId(in);
    if (id.compareTo(before) <= 0 || id.compareTo(last) > 0) {
      throw in.error("the ids of a stream must ascend, and not go beyond " + Marks.LAST_ID);
    }
    int parts = 0;
    for (; in.next() != JsonToken.END_ARRAY; parts++) {
      if (!fields.offer(reader.element())) {
        throw in.error("an entry of a stream takes less than 2 GiB");
      }
    }
    if (parts == 0 || parts % 2 != 0) {
      throw in.error("an entry of a stream must have a value for each field, and one at least");
    }
    reader.sink().element(StreamElements.first(Part.ENTRY, id));
    reader.sink().element(fields.bytes(new ByteView()));
    return id;
  }

  private static StreamId readId(JsonInput in) throws IOException {
    StreamId id = StreamId.parse(in.shortText());
    if (id == null) {
      throw in.error("an id must be two numbers, such as 1763222031018-0");
    }
    return id;
  }

  private static void expectName(JsonInput in, String name) throws IOException {
    if (in.next() != JsonToken.PROPERTY_NAME || !in.name().equals(name)) {
      throw in.error("expected \"" + name + "\" here");
    }
  }

  // ---- groups ----

  /** Reads what belongs to a name, at whose first token the input stands, up to its last. */
  private interface NamedReader {
    void read(EntryReader reader, ByteView name) throws IOException;
  }

  private static void readGroups(EntryReader reader) throws IOException {
    readNamed(reader, StreamCodec::readGroup);
  }

  private static void readNamed(EntryReader reader, NamedReader each) throws IOException {
    JsonInput in = reader.in();
    if (in.current() != JsonToken.START_OBJECT) {
      throw in.error("groups and consumers must be objects");
    }
    Set<String> seen = new HashSet<>();
    while (in.next() != JsonToken.END_OBJECT) {
      String member = in.name();
      boolean odd = member.startsWith(Marks.ODD_FIELD);
      byte[] name = odd ? readOddName(reader) : reader.textOf(member).toBytes();
      if (!seen.add(new String(name, StandardCharsets.ISO_8859_1))) {
        throw in.error("\"" + EntryReader.excerpt(member) + "\" occurs twice");
      }
      in.next();
      each.read(reader, ByteView.of(name));
      if (odd && in.next() != JsonToken.END_ARRAY) {
        throw in.error(ODD_SHAPE);
      }
    }
  }

  private static byte[] readOddName(EntryReader reader) throws IOException {
    JsonInput in = reader.in();
    if (in.next() != JsonToken.START_ARRAY || in.next() == JsonToken.END_ARRAY) {
      throw in.error(ODD_SHAPE);
    }
    return reader.element().toBytes();
  }

  private static void begin(JsonInput in, String what) throws IOException {
    if (in.current() != JsonToken.START_OBJECT) {
      throw in.error(what + " must be an object");
    }
  }

  private static void end(JsonInput in) throws IOException {
    if (in.next() != JsonToken.END_OBJECT) {
      throw in.error("there is more in here than a stream has");
    }
  }

  private static void readGroup(EntryReader reader, ByteView name) throws IOException {
    JsonInput in = reader.in();
    begin(in, "a group");
    expectName(in, Marks.LAST_ID);
    in.next();
    StreamId last = readId(in);
    expectName(in, Marks.ENTRIES_READ);
    long read =
        in.next() == JsonToken.VALUE_NULL
            ? StreamGroups.UNKNOWN
            : in.integer(Marks.ENTRIES_READ, Long.MIN_VALUE, Long.MAX_VALUE);
    reader.sink().element(StreamElements.first(Part.GROUP, name));
    reader.sink().element(StreamElements.group(last, read));
    expectName(in, Marks.CONSUMERS);
    in.next();
    readNamed(reader, StreamCodec::readConsumer);
    end(in);
  }

  private static void readConsumer(EntryReader reader, ByteView name) throws IOException {
    JsonInput in = reader.in();
    begin(in, "a consumer");
    expectName(in, Marks.SEEN);
    in.next();
    long seen = reader.time();
    expectName(in, Marks.ACTIVE);
    long active = in.next() == JsonToken.VALUE_NULL ? StreamGroups.NEVER : reader.time();
    reader.sink().element(StreamElements.first(Part.CONSUMER, name));
    reader.sink().element(StreamElements.numbers(seen, active));
    expectName(in, Marks.PENDING);
    if (in.next() != JsonToken.START_ARRAY) {
      throw in.error("what is pending must be an array");
    }
    while (in.next() != JsonToken.END_ARRAY) {
      readPending(reader);
    }
    end(in);
  }

  private static void readPending(EntryReader reader) throws IOException {
    JsonInput in = reader.in();
    String shape = "a pending entry must be an array of its id, a time and a number";
    if (in.current() != JsonToken.START_ARRAY) {
      throw in.error(shape);
    }
    in.next();
    StreamId id = readId(in);
    in.next();
    long delivered = reader.time();
    in.next();
    long deliveries = in.integer("deliveries", Long.MIN_VALUE, Long.MAX_VALUE);
    if (in.next() != JsonToken.END_ARRAY) {
      throw in.error(shape);
    }
    reader.sink().element(StreamElements.first(Part.PENDING, id));
    reader.sink().element(StreamElements.numbers(delivered, deliveries));
  }
}
