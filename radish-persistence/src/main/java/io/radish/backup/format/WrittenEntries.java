// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import static io.radish.backup.format.WrittenText.ascii;
import static io.radish.backup.format.WrittenText.member;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.EntrySink;
import io.radish.value.Scores;
import io.radish.value.StreamFields;
import io.radish.value.ValueType;
import java.io.Closeable;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Reads the entries of a file that is exactly as {@link BackupWriter} writes it, several times as
 * fast as {@link EntryReader} does, which reads any JSON.
 *
 * <p>Where an entry is not of that shape it throws {@link Unfamiliar}, and the other reader begins
 * anew: so it need not explain anything, and both give the same to the sink, by a test that has
 * damaged files read by both. Not thread-safe.
 */
final class WrittenEntries implements Closeable {
  private static final byte[] FIRST = ascii("\n    ");
  private static final byte[] NEXT = ascii(",\n    ");
  private static final byte[] COLON = ascii(": ");
  private static final byte[] LAST = ascii("\n  }");
  private static final byte[] STRING_TYPE = type(ValueType.STRING);
  private static final Map<ValueType, byte[]> TYPES = new EnumMap<>(ValueType.class);

  static {
    for (ValueType type : ValueType.values()) {
      TYPES.put(type, type(type));
    }
  }

  /** How far into the object of an entry the name of its type begins. */
  private static final int LABEL = type(ValueType.STRING).length - 3 - "string".length();

  /** As long as a score's text may be. */
  private static final int LONGEST_SCORE = 32;

  private static final byte[] EXPIRES_AT = member(Marks.EXPIRES_AT);
  private static final byte[] VALUE = member(Marks.VALUE);
  private static final byte[] BASE64 = member(Marks.BASE64);
  private static final byte[] LENGTH = member(Marks.LENGTH);
  private static final byte[] PARTS = member(Marks.PARTS);
  private static final byte[] BASE64_PARTS = member(Marks.BASE64_PARTS);
  private static final byte[] ELEMENT_BASE64 = ascii("{\"" + Marks.ELEMENT_BASE64 + "\": ");
  private static final byte[] ELEMENT_PARTS = ascii("{\"" + Marks.ELEMENT_PARTS + "\": ");
  private static final byte[] ELEMENT_BASE64_PARTS =
      ascii("{\"" + Marks.ELEMENT_BASE64_PARTS + "\": ");

  private static final byte[] FIELD_EXPIRES_AT = ascii("{\"" + Marks.FIELD_EXPIRES_AT + "\": ");
  private static final byte[] FIELD_VALUE = member(Marks.FIELD_VALUE);

  /** How far into the object of an element the letter stands that tells most of them apart. */
  private static final int ELEMENT_MARK = "{\"$".length();

  private static final byte[] OPEN_ARRAY = ascii("[");
  private static final byte[] CLOSE_ARRAY = ascii("]");
  private static final byte[] OPEN_OBJECT = ascii("{");
  private static final byte[] ODD_FIELD = ascii(Marks.ODD_FIELD);
  private static final byte[] CLOSE = ascii("}");
  private static final byte[] BASE64_KEY = ascii(Marks.BASE64_KEY);
  private static final byte[] LONG_KEY = ascii(Marks.LONG_KEY);

  private final WrittenText text;
  private final EntrySink sink;
  private final KeyObserver keys;
  private final long nowMillis;
  private final Deadlines deadlines = new Deadlines();
  private final WrittenString key;
  private final WrittenString value;
  private final ByteView score = new ByteView();

  /** A long element, put together. */
  private final GrowingBytes whole = new GrowingBytes(FormatLimits.MAX_BYTES);

  /** The fields of an entry of a stream, put together. */
  private final StreamFields fields = new StreamFields();

  private long deadline;
  private long items;
  private long expired;

  /**
   * Makes a reader of entries.
   *
   * @param nowMillis what counts as past
   */
  WrittenEntries(WrittenText text, EntrySink sink, KeyObserver keys, long nowMillis) {
    this.text = text;
    this.key = new WrittenString(text);
    this.value = new WrittenString(text);
    this.sink = sink;
    this.keys = keys;
    this.nowMillis = nowMillis;
  }

  private static byte[] type(ValueType type) {
    return ascii("{\"" + Marks.TYPE + "\": \"" + type.label() + "\", ");
  }

  /** The number of entries that the sink has taken whole. */
  long items() {
    return items;
  }

  /** The number of entries read whose time had passed. */
  long expired() {
    return expired;
  }

  /** Reads all entries, from behind the brace that begins them to behind the one that ends them. */
  void readAll() throws IOException {
    if (text.peek() == '}') {
      text.skip();
      return;
    }
    text.literal(FIRST);
    while (true) {
      text.mark();
      read();
      items++;
      if (text.peek() != ',') {
        text.literal(LAST);
        return;
      }
      text.literal(NEXT);
    }
  }

  private void read() throws IOException {
    readKey();
    text.literal(COLON);
    deadline = EntryCursor.NO_EXPIRY;
    switch (text.peek()) {
      case '"' -> {
        value.read();
        sink.string(key.view(), deadline, value.view());
      }
      case '[' -> {
        sink.beginCollection(ValueType.LIST, key.view(), deadline);
        readArray();
        sink.endCollection();
      }
      case '{' -> readObject();
      default -> throw new Unfamiliar();
    }
  }

  private void readKey() throws IOException {
    key.read();
    if (key.startsWith(LONG_KEY)) {
      throw new Unfamiliar();
    }
    if (key.startsWith(BASE64_KEY)) {
      key.decodeBase64(BASE64_KEY.length);
    }
    keys.key(key.view());
  }

  private void readObject() throws IOException {
    boolean beginsSt = text.peek(LABEL) == 's' && text.peek(LABEL + 1) == 't';
    if (beginsSt && text.peek(LABEL + 3) == 'e') {
      readStream();
    } else if (beginsSt) {
      text.literal(STRING_TYPE);
      readString();
    } else {
      readCollection();
    }
    text.literal(CLOSE);
  }

  private void readString() throws IOException {
    switch (text.peek(1)) {
      case 'v' -> {
        text.literal(VALUE);
        value.read();
      }
      case 'b' -> {
        text.literal(BASE64);
        value.read();
        value.decodeBase64(0);
      }
      case 'e' -> {
        readDeadline();
        text.separator();
        readParts();
        return;
      }
      default -> {
        readParts();
        return;
      }
    }
    if (text.peek() == ',') {
      text.separator();
      readDeadline();
    }
    sink.string(key.view(), deadline, value.view());
  }

  private void readDeadline() throws IOException {
    text.literal(EXPIRES_AT);
    deadline = readTime();
    if (deadline <= nowMillis) {
      expired++;
    }
  }

  private void readParts() throws IOException {
    text.literal(LENGTH);
    long length = text.number();
    if (length > FormatLimits.MAX_BYTES || length > text.fileSize()) {
      throw new Unfamiliar();
    }
    text.separator();
    boolean base64 = text.peek(1) == 'b';
    text.literal(base64 ? BASE64_PARTS : PARTS);
    sink.beginString(key.view(), deadline, (int) length);
    long[] rest = {length};
    readParts(
        base64,
        part -> {
          rest[0] -= part.length();
          if (rest[0] < 0) {
            throw new Unfamiliar();
          }
          sink.stringPart(part);
        });
    if (rest[0] != 0) {
      throw new Unfamiliar();
    }
    sink.endString();
  }

  private void readParts(boolean base64, EntryReader.PartSink target) throws IOException {
    text.literal(OPEN_ARRAY);
    do {
      text.mark();
      value.read();
      if (base64) {
        value.decodeBase64(0);
      }
      target.part(value.view());
    } while (text.hasNext(']'));
  }

  private void readCollection() throws IOException {
    ValueType type =
        switch (text.peek(LABEL)) {
          case 'l' -> ValueType.LIST;
          case 'h' -> ValueType.HASH;
          case 's' -> ValueType.SET;
          default -> ValueType.ZSET;
        };
    text.literal(Objects.requireNonNull(TYPES.get(type)));
    if (text.peek(1) == 'e') {
      readDeadline();
      text.separator();
    }
    text.literal(VALUE);
    sink.beginCollection(type, key.view(), deadline);
    switch (type) {
      case HASH -> readFields();
      case ZSET -> readScoredMembers();
      default -> readArray();
    }
    sink.endCollection();
  }

  private void readStream() throws IOException {
    text.literal(Objects.requireNonNull(TYPES.get(ValueType.STREAM)));
    if (text.peek(1) == 'e' && text.peek(2) == 'x') {
      readDeadline();
      text.separator();
    }
    sink.beginCollection(ValueType.STREAM, key.view(), deadline);
    new WrittenStream(text, sink, this::readElement, fields).read();
    sink.endCollection();
  }

  private void readArray() throws IOException {
    text.literal(OPEN_ARRAY);
    do {
      text.mark();
      readElement();
    } while (text.hasNext(']'));
  }

  private void readElement() throws IOException {
    readElement(sink::element);
  }

  private void readElement(EntryReader.PartSink target) throws IOException {
    if (text.peek() == '{') {
      readOddElement(target);
    } else {
      value.read();
      target.part(value.view());
    }
  }

  private void readFields() throws IOException {
    long fields = 0;
    long pastFields = 0;
    text.literal(OPEN_OBJECT);
    do {
      text.mark();
      value.read();
      text.literal(COLON);
      if (value.startsWith(ODD_FIELD)) {
        text.literal(OPEN_ARRAY);
        text.mark();
        readElement();
        text.separator();
        text.mark();
        pastFields += readFieldValue() ? 1 : 0;
        text.literal(CLOSE_ARRAY);
      } else {
        sink.element(value.view());
        pastFields += readFieldValue() ? 1 : 0;
      }
      fields++;
    } while (text.hasNext('}'));
    boolean counted = deadline != EntryCursor.NO_EXPIRY && deadline <= nowMillis;
    if (!counted && pastFields == fields) {
      expired++;
    }
  }

  /** Reads what a field holds; whether the field's time has passed. */
  private boolean readFieldValue() throws IOException {
    if (text.peek() != '{' || text.peek(ELEMENT_MARK) != 'e') {
      readElement();
      return false;
    }
    text.literal(FIELD_EXPIRES_AT);
    long until = readTime();
    text.separator();
    text.literal(FIELD_VALUE);
    readElement();
    sink.elementDeadline(until);
    text.literal(CLOSE);
    return until <= nowMillis;
  }

  private long readTime() throws IOException {
    text.string();
    try {
      return deadlines.parse(text.asciiValue());
    } catch (BadText e) {
      throw new Unfamiliar();
    }
  }

  private void readScoredMembers() throws IOException {
    text.literal(OPEN_ARRAY);
    do {
      text.literal(OPEN_ARRAY);
      text.mark();
      readElement();
      text.separator();
      sink.element(Scores.bytes(Scores.bits(readScore()), score));
      text.literal(CLOSE_ARRAY);
    } while (text.hasNext(']'));
  }

  private double readScore() throws IOException {
    String digits;
    if (text.peek() == '"') {
      text.string();
      digits = text.asciiValue();
    } else {
      StringBuilder number = new StringBuilder();
      while (text.peek() != ']' && number.length() < LONGEST_SCORE) {
        number.append((char) text.peek());
        text.skip();
      }
      digits = number.toString();
    }
    double read = Scores.parse(digits);
    if (Double.isNaN(read)) {
      throw new Unfamiliar();
    }
    return read;
  }

  /** Reads an element that is not text, or long. */
  private void readOddElement(EntryReader.PartSink target) throws IOException {
    if (text.peek(ELEMENT_MARK) == 'p') {
      text.literal(ELEMENT_PARTS);
      readWhole(false, target);
    } else if (text.peek(ELEMENT_MARK + Marks.BASE64.length()) == '_') {
      text.literal(ELEMENT_BASE64_PARTS);
      readWhole(true, target);
    } else {
      text.literal(ELEMENT_BASE64);
      value.read();
      value.decodeBase64(0);
      target.part(value.view());
    }
    text.literal(CLOSE);
  }

  private void readWhole(boolean base64, EntryReader.PartSink target) throws IOException {
    try {
      whole.reset();
      readParts(base64, whole::append);
      target.part(whole.view());
    } catch (BadText e) {
      throw new Unfamiliar();
    }
  }

  /** Gives back native memory. */
  @Override
  public void close() {
    whole.close();
    fields.close();
  }
}
