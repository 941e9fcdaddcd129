// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.LongWork;
import io.radish.memory.ByteView;
import io.radish.resp.ReplyWriter;
import io.radish.store.GlobPattern;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.Scanner;
import io.radish.store.Store;
import io.radish.value.CollectionValue;
import io.radish.value.ElementCursor;
import io.radish.value.Entry;
import io.radish.value.RecordLayout;
import io.radish.value.Scores;
import io.radish.value.StreamCursor;
import io.radish.value.StreamFields;
import io.radish.value.ValueType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code INSPECT} shows of a keyspace: some keys with their values cut short. */
final class Inspection {
  /** The most keys shown: what a person looks through. */
  static final int MAX_KEYS = 100;

  /** The most characters shown of a value: a line of a terminal. */
  static final int MAX_CHARS = 80;

  /** Bytes that hold that many characters, and tell whether there are more. */
  private static final int MAX_BYTES = 4 * (MAX_CHARS + 1);

  /** The most bytes shown of a key: more than any that a person has thought of. */
  static final int MAX_KEY_BYTES = 4096;

  private static final String MORE = "…";

  @SuppressWarnings("ArrayRecordComponent") // sorted and written, never compared for equality
  private record Row(byte[] key, String type, long ttlSeconds, String value) {}

  private final long now;
  private final @Nullable GlobPattern pattern;
  private final List<Row> rows = new ArrayList<>();
  private final ByteView view = new ByteView();

  private Inspection(long now, @Nullable GlobPattern pattern) {
    this.now = now;
    this.pattern = pattern;
  }

  /** Answers the keys that fit the pattern, sorted; for no pattern any keys. */
  static LongWork.Outcome of(Store store, KeyspaceName name, @Nullable GlobPattern pattern) {
    Inspection inspection = new Inspection(store.now(), pattern);
    Keyspace keyspace = store.find(name);
    if (keyspace != null) {
      inspection.look(store.scanner(), keyspace);
    }
    return new LongWork.Done(inspection::write);
  }

  private void look(Scanner scanner, Keyspace keyspace) {
    long cursor = 0;
    do {
      cursor = scanner.scan(keyspace, cursor, CacheReader.STEP, now, this::visit);
    } while (cursor != 0 && rows.size() < MAX_KEYS);
    rows.sort(Comparator.comparing(Row::key, Arrays::compareUnsigned));
  }

  private void visit(Entry entry) {
    if (rows.size() < MAX_KEYS && (pattern == null || pattern.matches(entry.key(view)))) {
      byte[] key = shorten(entry.key(view));
      long deadline = entry.deadline();
      long ttl = deadline == RecordLayout.NO_DEADLINE ? -1 : (deadline - now + 500) / 1000;
      rows.add(new Row(key, entry.type().label(), ttl, valueOf(entry)));
    }
  }

  /** The key itself; of one that nobody would read to its end, the beginning. */
  private static byte[] shorten(ByteView key) {
    if (key.length() <= MAX_KEY_BYTES) {
      return key.toBytes();
    }
    byte[] more = MORE.getBytes(StandardCharsets.UTF_8);
    byte[] cut = new byte[MAX_KEY_BYTES + more.length];
    key.copyTo(0, cut, 0, MAX_KEY_BYTES);
    System.arraycopy(more, 0, cut, MAX_KEY_BYTES, more.length);
    return cut;
  }

  private String valueOf(Entry entry) {
    return switch (entry.type()) {
      case STRING -> {
        StringBuilder text = new StringBuilder();
        append(entry.value(view), text);
        yield shorten(text);
      }
      case LIST, SET -> elementsOf(entry, '[', ']');
      case HASH, ZSET -> elementsOf(entry, '{', '}');
      case STREAM -> entriesOf(entry);
    };
  }

  private String elementsOf(Entry entry, char begin, char end) {
    ElementCursor cursor = new ElementCursor().open(entry, now);
    StringBuilder text = new StringBuilder().append(begin);
    int perEntry = entry.type().elementsPerEntry();
    long entries = cursor.left() / perEntry;
    for (long i = 0; text.length() <= MAX_CHARS && cursor.next(view); i++) {
      boolean isSecond = i % perEntry == 1;
      text.append(i == 0 ? "" : isSecond ? ": " : ", ");
      if (isSecond && entry.type() == ValueType.ZSET) {
        text.append(Scores.text(Scores.score(Scores.bits(view))));
      } else {
        append(view, text);
      }
    }
    return shorten(text.append(end)) + " (" + entries + ")";
  }

  private String entriesOf(Entry stream) {
    StreamCursor cursor = new StreamCursor().open(stream);
    StringBuilder text = new StringBuilder().append('[');
    while (text.length() <= MAX_CHARS && cursor.next()) {
      text.append(text.length() == 1 ? "" : ", ").append(cursor.id()).append(" {");
      ByteView fields = cursor.fields();
      boolean isName = true;
      for (int at = 0; at < fields.length() && text.length() <= MAX_CHARS; isName = !isName) {
        text.append(at == 0 ? "" : isName ? ", " : ": ");
        at = StreamFields.read(fields, at, view);
        append(view, text);
      }
      text.append('}');
    }
    return shorten(text.append(']')) + " (" + CollectionValue.length(stream) + ")";
  }

  /** Adds the beginning of what is text; of other bytes their hexadecimal form. */
  private static void append(ByteView bytes, StringBuilder text) {
    byte[] start = new byte[Math.min(bytes.length(), MAX_BYTES)];
    bytes.copyTo(0, start, 0, start.length);
    int length = bytes.length() > start.length ? withoutCutCharacter(start) : start.length;
    try {
      text.append(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(start, 0, length)));
    } catch (CharacterCodingException e) {
      // Not text: the value is shown byte by byte.
      text.append("0x");
      for (int i = 0; i < Math.min(start.length, MAX_CHARS); i++) {
        text.append(Character.forDigit(start[i] >> 4 & 15, 16))
            .append(Character.forDigit(start[i] & 15, 16));
      }
    }
  }

  /** The length up to which no character is cut by the end. */
  private static int withoutCutCharacter(byte[] start) {
    int end = start.length;
    while (end > start.length - 4 && (start[end - 1] & 0xC0) == 0x80) {
      end--;
    }
    return Math.max(0, end - 1);
  }

  private static String shorten(StringBuilder text) {
    int count = text.codePointCount(0, text.length());
    return count <= MAX_CHARS
        ? text.toString()
        : text.substring(0, text.offsetByCodePoints(0, MAX_CHARS - 1)) + MORE;
  }

  private void write(ReplyWriter reply) {
    reply.array(rows.size());
    for (Row row : rows) {
      reply.array(4);
      reply.bulk(row.key());
      reply.bulk(row.type());
      reply.integer(row.ttlSeconds());
      reply.bulk(row.value());
    }
  }
}
