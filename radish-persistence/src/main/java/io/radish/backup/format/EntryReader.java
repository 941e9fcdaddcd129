// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.EntrySink;
import io.radish.value.ValueType;
import java.io.Closeable;
import java.io.IOException;
import tools.jackson.core.JsonToken;

/**
 * Reads entries and hands them to a sink: their keys, and what values of all types have in common.
 *
 * <p>While it reads an entry, {@link ValueCodec}s ask it for what they need. Not thread-safe.
 */
final class EntryReader implements Closeable {
  /** What has become of an entry's value. */
  enum Content {
    /** It was not seen yet. */
    MISSING,
    /** It was read and waits for the end of the object, so that a deadline may follow it. */
    HELD,
    /** It went to the sink as it was read, deadline included. */
    PASSED_ON,
    /** And so did the groups of the stream that it is. */
    PASSED_ON_WITH_GROUPS
  }

  /** Takes the parts of a long text. */
  interface PartSink {
    void part(ByteView part) throws IOException;
  }

  private final JsonInput in;
  private final EntrySink sink;
  private final KeyObserver keys;
  private final long nowMillis;
  private final Deadlines deadlines = new Deadlines();
  private final GrowingBytes key = new GrowingBytes(FormatLimits.MAX_BYTES);
  private final GrowingBytes text = new GrowingBytes(FormatLimits.MAX_BYTES);
  private final GrowingBytes whole = new GrowingBytes(FormatLimits.MAX_BYTES);
  private long deadline;

  /** The fields of a hash so far, and how many of them are past. */
  private long fields;

  private long pastFields;
  private long length;
  private Content content = Content.MISSING;
  private long expired;

  /**
   * Makes a reader.
   *
   * @param nowMillis what counts as past
   */
  EntryReader(JsonInput in, EntrySink sink, KeyObserver keys, long nowMillis) {
    this.in = in;
    this.sink = sink;
    this.keys = keys;
    this.nowMillis = nowMillis;
  }

  /** Reads the entry at whose name the input stands, up to its last token. */
  void read() throws IOException {
    deadline = EntryCursor.NO_EXPIRY;
    length = -1;
    content = Content.MISSING;
    String name = in.name();
    if (name.startsWith(Marks.LONG_KEY)) {
      readLongKeyEntry();
      return;
    }
    key.reset().write(name);
    if (name.startsWith(Marks.BASE64_KEY)) {
      key.reset().write(name, Marks.BASE64_KEY.length(), name.length() - Marks.BASE64_KEY.length());
      key.decodeBase64();
    }
    keys.key(key.view());
    JsonToken token = in.next();
    switch (token) {
      case VALUE_STRING -> StringCodec.readBare(this);
      case START_ARRAY -> ListCodec.INSTANCE.read(this);
      case START_OBJECT -> {
        in.next();
        readMembers();
      }
      default ->
          throw in.error(
              "a value must be a string, an array or an object with $type, not "
                  + JsonInput.describe(token));
    }
  }

  /** The number of entries read whose time had passed. */
  long expired() {
    return expired;
  }

  private void readLongKeyEntry() throws IOException {
    if (in.next() == JsonToken.START_OBJECT && in.next() == JsonToken.PROPERTY_NAME) {
      String name = in.name();
      if (name.equals(Marks.KEY) || name.equals(Marks.KEY_BASE64)) {
        in.next();
        key.reset();
        parts(name.equals(Marks.KEY_BASE64), key::append);
        keys.key(key.view());
        in.next();
        readMembers();
        return;
      }
    }
    throw in.error(
        "an entry whose name begins with "
            + Marks.LONG_KEY
            + " must be an object that begins with $key or $key_base64");
  }

  /** Reads members from the name the input stands on to the end of the entry's object. */
  private void readMembers() throws IOException {
    if (in.current() != JsonToken.PROPERTY_NAME || !in.name().equals(Marks.TYPE)) {
      throw in.error("the object of an entry must begin with $type");
    }
    in.next();
    ValueCodec codec = ValueCodec.of(type(in.shortText()));
    boolean hasDeadline = false;
    while (in.next() != JsonToken.END_OBJECT) {
      String member = in.name();
      in.next();
      switch (member) {
        case Marks.EXPIRES_AT -> {
          if (hasDeadline || content.compareTo(Content.PASSED_ON) >= 0) {
            throw in.error("expires_at may stand once, before the value it belongs to");
          }
          hasDeadline = true;
          readDeadline();
        }
        case Marks.LENGTH -> {
          if (length >= 0) {
            throw in.error("length occurs twice");
          }
          length = in.integer(Marks.LENGTH, 0, FormatLimits.MAX_BYTES);
        }
        default -> {
          if (!codec.readMember(member, this)) {
            throw in.error("unknown member \"" + excerpt(member) + "\" of an entry");
          }
        }
      }
    }
    if (content == Content.MISSING) {
      throw in.error("an entry without a value");
    }
    codec.readEnd(this);
  }

  private void readDeadline() throws IOException {
    deadline = deadlines.parse(in.shortText());
    if (deadline <= nowMillis) {
      expired++;
    }
  }

  /** Reads the time the input stands on. */
  long time() throws IOException {
    try {
      return deadlines.parseTime(in.shortText());
    } catch (BadText bad) {
      throw in.error(bad);
    }
  }

  private ValueType type(String label) throws IOException {
    for (ValueType type : ValueType.values()) {
      if (type.label().equals(label)) {
        return type;
      }
    }
    throw in.error("$type \"" + excerpt(label) + "\" is not one this version of Radish knows");
  }

  static String excerpt(String text) {
    return text.length() <= FormatLimits.EXCERPT_CHARS
        ? text
        : text.substring(0, FormatLimits.EXCERPT_CHARS) + "…";
  }

  JsonInput in() {
    return in;
  }

  EntrySink sink() {
    return sink;
  }

  /** The entry's key. */
  ByteView key() throws IOException {
    return key.view();
  }

  /** The entry's deadline, as far as it was read. */
  long deadline() {
    return deadline;
  }

  /** The length announced, or -1. */
  long length() {
    return length;
  }

  Content content() {
    return content;
  }

  /** Notes that the entry's value is read now. */
  void beginContent(Content becomes) throws IOException {
    boolean follows = content == Content.PASSED_ON && becomes == Content.PASSED_ON_WITH_GROUPS;
    if (content != Content.MISSING && !follows) {
      throw in.error("an entry with two values");
    }
    content = becomes;
  }

  /** Reads the string the input stands on. */
  ByteView text() throws IOException {
    in.text(text);
    return text.view();
  }

  /** A name as bytes, valid until the next text is read. */
  ByteView textOf(String name) throws IOException {
    text.reset().write(name);
    return text.view();
  }

  /** Reads the string the input stands on as base64. */
  ByteView base64() throws IOException {
    in.text(text);
    text.decodeBase64();
    return text.view();
  }

  /** The last text read. */
  ByteView held() throws IOException {
    return text.view();
  }

  /** Reads the array of parts at whose beginning the input stands. */
  void parts(boolean base64, PartSink target) throws IOException {
    if (in.current() != JsonToken.START_ARRAY) {
      throw in.error("parts must be an array of strings");
    }
    while (in.next() != JsonToken.END_ARRAY) {
      target.part(base64 ? base64() : text());
    }
  }

  // ---- fields of a hash ----

  void beginFields() {
    fields = 0;
    pastFields = 0;
  }

  /** Counts the entry as past where all of its fields are, and it is not counted already. */
  void endFields() {
    boolean counted = deadline != EntryCursor.NO_EXPIRY && deadline <= nowMillis;
    if (!counted && pastFields > 0 && pastFields == fields) {
      expired++;
    }
  }

  /** Passes on what a field holds, the input standing on it, and when the field expires. */
  void fieldValue() throws IOException {
    fields++;
    if (in.current() != JsonToken.START_OBJECT) {
      sink.element(text());
      return;
    }
    String form = form();
    if (!form.equals(Marks.FIELD_EXPIRES_AT)) {
      sink.element(objectElement(form));
      return;
    }
    long until = deadlines.parse(in.shortText());
    if (in.next() != JsonToken.PROPERTY_NAME || !in.name().equals(Marks.FIELD_VALUE)) {
      throw in.error("behind $expires_at of a field follows its $value");
    }
    in.next();
    sink.element(element());
    sink.elementDeadline(until);
    pastFields += until <= nowMillis ? 1 : 0;
    if (in.next() != JsonToken.END_OBJECT) {
      throw in.error("what a field holds has no members but $expires_at and $value");
    }
  }

  /** Reads the element of a collection the input stands on. */
  ByteView element() throws IOException {
    return in.current() == JsonToken.START_OBJECT ? objectElement(form()) : text();
  }

  /** Goes behind the first name of an element's object; no text where there is none. */
  private String form() throws IOException {
    String form = in.next() == JsonToken.PROPERTY_NAME ? in.name() : "";
    in.next();
    return form;
  }

  private ByteView objectElement(String form) throws IOException {
    ByteView element =
        switch (form) {
          case Marks.ELEMENT_BASE64 -> base64();
          case Marks.ELEMENT_PARTS, Marks.ELEMENT_BASE64_PARTS -> {
            whole.reset();
            parts(form.equals(Marks.ELEMENT_BASE64_PARTS), whole::append);
            yield whole.view();
          }
          default -> throw in.error("an element must be a string, or an object with $base64");
        };
    if (in.next() != JsonToken.END_OBJECT) {
      throw in.error("the object of an element has one member only");
    }
    return element;
  }

  /**
   * Reads the entry at whose name the input stands as the original wrote it: names are keys as they
   * are, and what is not a string becomes its JSON text.
   */
  void readOriginal(JsonText json) throws IOException {
    key.reset().write(in.name());
    keys.key(key.view());
    if (in.next() == JsonToken.VALUE_STRING) {
      sink.string(key(), EntryCursor.NO_EXPIRY, text());
    } else {
      whole.reset();
      json.copy(in, whole);
      sink.string(key(), EntryCursor.NO_EXPIRY, whole.view());
    }
  }

  @Override
  public void close() {
    key.close();
    text.close();
    whole.close();
  }
}
