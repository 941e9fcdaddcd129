// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import static io.radish.backup.format.WrittenText.ascii;
import static io.radish.backup.format.WrittenText.member;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntrySink;
import io.radish.value.StreamElements;
import io.radish.value.StreamElements.Part;
import io.radish.value.StreamFields;
import io.radish.value.StreamGroups;
import io.radish.value.StreamId;
import java.io.IOException;

/**
 * Reads the members of a stream that are exactly as {@link StreamText} writes them. Names of groups
 * and consumers have to ascend, as they do there. Not thread-safe.
 */
final class WrittenStream {
  private static final byte[] LAST_ID = member(Marks.LAST_ID);
  private static final byte[] MAX_DELETED_ID = member(Marks.MAX_DELETED_ID);
  private static final byte[] ENTRIES_ADDED = member(Marks.ENTRIES_ADDED);
  private static final byte[] VALUE = member(Marks.VALUE);
  private static final byte[] GROUPS = member(Marks.GROUPS);
  private static final byte[] ENTRIES_READ = member(Marks.ENTRIES_READ);
  private static final byte[] CONSUMERS = member(Marks.CONSUMERS);
  private static final byte[] SEEN = member(Marks.SEEN);
  private static final byte[] ACTIVE = member(Marks.ACTIVE);
  private static final byte[] PENDING = member(Marks.PENDING);
  private static final byte[] COLON = ascii(": ");
  private static final byte[] OPEN_ARRAY = ascii("[");
  private static final byte[] CLOSE_ARRAY = ascii("]");
  private static final byte[] OPEN_OBJECT = ascii("{");
  private static final byte[] CLOSE_OBJECT = ascii("}");
  private static final byte[] NULL = ascii("null");
  private static final byte[] ODD_FIELD = ascii(Marks.ODD_FIELD);

  /** Reads an element of a collection and passes it on. */
  interface ElementReader {
    void read(EntryReader.PartSink target) throws IOException;
  }

  private final WrittenText text;
  private final EntrySink sink;
  private final ElementReader elements;
  private final Deadlines times = new Deadlines();
  private final WrittenString name;
  private final StreamFields fields;

  WrittenStream(WrittenText text, EntrySink sink, ElementReader elements, StreamFields fields) {
    this.text = text;
    this.sink = sink;
    this.elements = elements;
    this.fields = fields;
    this.name = new WrittenString(text);
  }

  /** Reads all members, from the first name on to behind the last value. */
  void read() throws IOException {
    StreamId last = idAfter(LAST_ID);
    text.separator();
    StreamId maxDeleted = idAfter(MAX_DELETED_ID);
    text.separator();
    text.literal(ENTRIES_ADDED);
    sink.element(StreamElements.state());
    sink.element(StreamElements.state(last, maxDeleted, text.number()));
    text.separator();
    text.literal(VALUE);
    text.literal(OPEN_ARRAY);
    if (text.peek() == ']') {
      text.skip();
    } else {
      readEntries(last);
    }
    if (text.peek() == ',') {
      text.separator();
      text.literal(GROUPS);
      readNamed(this::readGroup);
    }
  }

  private StreamId idAfter(byte[] member) throws IOException {
    text.literal(member);
    return readId();
  }

  private StreamId readId() throws IOException {
    text.mark();
    text.string();
    StreamId id = StreamId.parse(text.asciiValue());
    if (id == null) {
      throw new Unfamiliar();
    }
    return id;
  }

  private void readEntries(StreamId last) throws IOException {
    StreamId before = StreamId.ZERO;
    do {
      text.literal(OPEN_ARRAY);
      StreamId id = readId();
      if (id.compareTo(before) <= 0 || id.compareTo(last) > 0) {
        throw new Unfamiliar();
      }
      before = id;
      fields.clear();
      int parts = 0;
      while (text.hasNext(']')) {
        text.mark();
        elements.read(this::addField);
        parts++;
      }
      if (parts == 0 || parts % 2 != 0) {
        throw new Unfamiliar();
      }
      sink.element(StreamElements.first(Part.ENTRY, id));
      sink.element(fields.bytes(new ByteView()));
    } while (text.hasNext(']'));
  }

  private void addField(ByteView element) throws Unfamiliar {
    if (!fields.offer(element)) {
      throw new Unfamiliar();
    }
  }

  // ---- groups ----

  /** Reads what belongs to a name. */
  private interface NamedReader {
    void read(ByteView name) throws IOException;
  }

  private void readNamed(NamedReader each) throws IOException {
    text.literal(OPEN_OBJECT);
    if (text.peek() == '}') {
      text.skip();
      return;
    }
    ByteView before = null;
    do {
      text.mark();
      name.read();
      text.literal(COLON);
      boolean odd = name.startsWith(ODD_FIELD);
      ByteView own = odd ? oddName() : ByteView.of(name.view().toBytes());
      if (before != null && before.compare(own) >= 0) {
        throw new Unfamiliar();
      }
      before = own;
      each.read(own);
      if (odd) {
        text.literal(CLOSE_ARRAY);
      }
    } while (text.hasNext('}'));
  }

  private ByteView oddName() throws IOException {
    text.literal(OPEN_ARRAY);
    text.mark();
    ByteView own = new ByteView();
    elements.read(element -> own.set(element.toBytes(), 0, element.length()));
    text.separator();
    return own;
  }

  private void readGroup(ByteView group) throws IOException {
    text.literal(OPEN_OBJECT);
    StreamId last = idAfter(LAST_ID);
    text.separator();
    text.literal(ENTRIES_READ);
    long read = isNull() ? StreamGroups.UNKNOWN : text.number();
    text.separator();
    text.literal(CONSUMERS);
    sink.element(StreamElements.first(Part.GROUP, group));
    sink.element(StreamElements.group(last, read));
    readNamed(this::readConsumer);
    text.literal(CLOSE_OBJECT);
  }

  private boolean isNull() throws IOException {
    if (text.peek() != 'n') {
      return false;
    }
    text.literal(NULL);
    return true;
  }

  private long time() throws IOException {
    text.mark();
    text.string();
    try {
      return times.parseTime(text.asciiValue());
    } catch (BadText e) {
      throw new Unfamiliar();
    }
  }

  private void readConsumer(ByteView consumer) throws IOException {
    text.literal(OPEN_OBJECT);
    text.literal(SEEN);
    long seen = time();
    text.separator();
    text.literal(ACTIVE);
    long active = isNull() ? StreamGroups.NEVER : time();
    text.separator();
    text.literal(PENDING);
    sink.element(StreamElements.first(Part.CONSUMER, consumer));
    sink.element(StreamElements.numbers(seen, active));
    text.literal(OPEN_ARRAY);
    if (text.peek() == ']') {
      text.skip();
    } else {
      do {
        readPending();
      } while (text.hasNext(']'));
    }
    text.literal(CLOSE_OBJECT);
  }

  private void readPending() throws IOException {
    text.literal(OPEN_ARRAY);
    StreamId id = readId();
    text.separator();
    long delivered = time();
    text.separator();
    long deliveries = text.number();
    text.literal(CLOSE_ARRAY);
    sink.element(StreamElements.first(Part.PENDING, id));
    sink.element(StreamElements.numbers(delivered, deliveries));
  }
}
