// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.value.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes entries as the members of a JSON object, one a line: their keys, and what values of all
 * types have in common. Not thread-safe.
 */
final class EntryWriter {
  static final byte[] NO_PREFIX = new byte[0];
  static final byte[] COMMA = ascii(", ");

  private static final byte[] FIRST = ascii("\n    ");
  private static final byte[] NEXT = ascii(",\n    ");
  private static final byte[] COLON = ascii(": ");
  private static final byte[] BASE64_KEY = ascii(Marks.BASE64_KEY);
  private static final byte[] LONG_KEY = ascii(Marks.LONG_KEY);
  private static final byte[] EXPIRES_AT = prepared(Marks.EXPIRES_AT);

  private final JsonOutput out;
  private final Deadlines deadlines = new Deadlines();

  /** The key of the entry being written, where it is long, and how it can be shown. */
  private boolean longKey;

  private TextKind keyKind = TextKind.PLAIN;
  private long longKeys;
  private ByteView key = new ByteView();

  EntryWriter(JsonOutput out) {
    this.out = out;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Writes all entries as one object; returns their number. */
  long writeAll(EntryCursor cursor) throws IOException {
    longKeys = 0;
    long count = 0;
    out.raw('{');
    while (cursor.next()) {
      out.raw(count == 0 ? FIRST : NEXT);
      writeKey(cursor.key());
      out.raw(COLON);
      ValueCodec.of(cursor.type()).write(cursor, this);
      count++;
    }
    if (count > 0) {
      out.raw("\n  ");
    }
    out.raw('}');
    return count;
  }

  /** Writes the value alone of the entry on which {@code cursor} stands. */
  void writeValue(EntryCursor cursor) throws IOException {
    longKey = false;
    ValueCodec.of(cursor.type()).write(cursor, this);
  }

  private void writeKey(ByteView bytes) throws IOException {
    key = bytes;
    keyKind = out.examine(bytes);
    longKey = bytes.length() > FormatLimits.INLINE_BYTES;
    if (longKey) {
      longKeys++;
      out.raw('"' + Marks.LONG_KEY + longKeys + '"');
    } else if (keyKind == TextKind.BINARY
        || bytes.startsWith(LONG_KEY)
        || bytes.startsWith(BASE64_KEY)) {
      out.base64(bytes, BASE64_KEY);
    } else {
      out.quoted(bytes, keyKind);
    }
  }

  JsonOutput out() {
    return out;
  }

  /** Whether the entry needs no object: no deadline, and its key stands before it. */
  boolean isBare(EntryCursor entry) {
    return !longKey && entry.expiresAtMillis() == EntryCursor.NO_EXPIRY;
  }

  /** The member that says a type, for {@link #open}. */
  static byte[] preparedType(ValueType type) {
    return ascii('"' + Marks.TYPE + "\": \"" + type.label() + '"');
  }

  /** Begins the object of an entry; examines another view than the last, perhaps. */
  void open(byte[] preparedType) throws IOException {
    if (longKey) {
      boolean binary = keyKind == TextKind.BINARY;
      out.raw("{\"" + (binary ? Marks.KEY_BASE64 : Marks.KEY) + "\": ");
      out.parts(key, keyKind);
      out.raw(COMMA);
    } else {
      out.raw('{');
    }
    out.raw(preparedType);
  }

  /** The beginning of a further member, for {@link #member}. */
  static byte[] prepared(String name) {
    return ascii(", \"" + name + "\": ");
  }

  /** Begins a further member of an entry's object. */
  void member(byte[] prepared) throws IOException {
    out.raw(prepared);
  }

  /** Writes the entry's deadline as a member, if it has one. */
  void deadline(EntryCursor entry) throws IOException {
    long millis = entry.expiresAtMillis();
    if (millis != EntryCursor.NO_EXPIRY) {
      member(EXPIRES_AT);
      deadlines.write(millis, out);
    }
  }

  /** Writes a time. */
  void time(long millis) throws IOException {
    deadlines.write(millis, out);
  }

  /** Writes an element of a collection. */
  void element(ByteView element) throws IOException {
    TextKind kind = out.examine(element);
    boolean binary = kind == TextKind.BINARY;
    if (element.length() > FormatLimits.INLINE_BYTES) {
      out.raw("{\"" + (binary ? Marks.ELEMENT_BASE64_PARTS : Marks.ELEMENT_PARTS) + "\": ");
      out.parts(element, kind);
      out.raw('}');
    } else if (binary) {
      out.raw("{\"" + Marks.ELEMENT_BASE64 + "\": ");
      out.base64(element, NO_PREFIX);
      out.raw('}');
    } else {
      out.quoted(element, kind);
    }
  }
}
