// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.value.StreamElements;
import io.radish.value.StreamFields;
import io.radish.value.StreamGroups;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes the members of one stream: objects within objects, of parts that come one by one. */
final class StreamText {
  private static final byte[] ODD_FIELD = Marks.ODD_FIELD.getBytes(StandardCharsets.US_ASCII);
  private static final String COMMA = ", ";

  private final EntryCursor entry;
  private final EntryWriter writer;
  private final JsonOutput out;

  /**
   * What is open: the array of entries, the object of groups, of consumers, the array of pending.
   */
  private enum Open {
    ENTRIES,
    GROUPS,
    CONSUMERS,
    PENDING
  }

  private Open open = Open.ENTRIES;
  private boolean first = true;
  private long oddGroups;
  private long oddConsumers;
  private boolean oddGroup;
  private boolean oddConsumer;

  StreamText(EntryCursor entry, EntryWriter writer) {
    this.entry = entry;
    this.writer = writer;
    this.out = writer.out();
  }

  void write() throws IOException {
    while (entry.nextElement()) {
      ByteView of = ByteView.of(entry.element().toBytes());
      if (!entry.nextElement()) {
        throw new IllegalStateException("a part of a stream that is half");
      }
      ByteView second = entry.element();
      switch (StreamElements.part(of)) {
        case STATE -> state(second);
        case ENTRY -> entry(of, second);
        case GROUP -> group(of, second);
        case CONSUMER -> consumer(of, second);
        case PENDING -> pending(of, second);
      }
    }
    closeTo(Open.ENTRIES);
    out.raw(open == Open.ENTRIES ? "]" : "}");
  }

  /** Ends what is open until entries, or the object of groups, are left. */
  private void closeTo(Open target) throws IOException {
    if (open == Open.PENDING && target.compareTo(Open.PENDING) < 0) {
      out.raw(oddConsumer ? "]}]" : "]}");
      open = Open.CONSUMERS;
    }
    if (open == Open.CONSUMERS && target.compareTo(Open.CONSUMERS) < 0) {
      out.raw(oddGroup ? "}}]" : "}}");
      open = Open.GROUPS;
    }
  }

  private void separate() throws IOException {
    if (!first) {
      out.raw(COMMA);
    }
    first = false;
  }

  private void id(ByteView of) throws IOException {
    out.raw('"' + StreamElements.id(of).toString() + '"');
  }

  private static String member(String name) {
    return '"' + name + "\": ";
  }

  private void state(ByteView state) throws IOException {
    out.raw(
        COMMA
            + member(Marks.LAST_ID)
            + '"'
            + StreamElements.lastId(state)
            + "\", "
            + member(Marks.MAX_DELETED_ID)
            + '"'
            + StreamElements.maxDeletedId(state)
            + "\", "
            + member(Marks.ENTRIES_ADDED)
            + StreamElements.added(state)
            + COMMA
            + member(Marks.VALUE)
            + '[');
  }

  private void entry(ByteView of, ByteView fields) throws IOException {
    separate();
    out.raw('[');
    id(of);
    ByteView each = new ByteView();
    for (int at = 0; at < fields.length(); ) {
      at = StreamFields.read(fields, at, each);
      out.raw(COMMA);
      writer.element(each);
    }
    out.raw(']');
  }

  /** Writes a name and the brace behind it; whether it is odd. */
  private boolean name(ByteView of, long oddBefore) throws IOException {
    ByteView name = StreamElements.name(of, new ByteView());
    TextKind kind = out.examine(name);
    boolean odd =
        kind == TextKind.BINARY
            || name.length() > FormatLimits.INLINE_BYTES
            || name.startsWith(ODD_FIELD);
    if (odd) {
      out.raw('"' + Marks.ODD_FIELD + (oddBefore + 1) + "\": [");
      writer.element(name);
      out.raw(", {");
    } else {
      out.quoted(name, kind);
      out.raw(": {");
    }
    return odd;
  }

  private void group(ByteView of, ByteView second) throws IOException {
    if (open == Open.ENTRIES) {
      out.raw("], " + member(Marks.GROUPS) + '{');
      open = Open.GROUPS;
      first = true;
    } else {
      closeTo(Open.GROUPS);
      first = false;
    }
    separate();
    oddGroup = name(of, oddGroups);
    oddGroups += oddGroup ? 1 : 0;
    long read = StreamElements.read(second);
    out.raw(
        member(Marks.LAST_ID)
            + '"'
            + StreamElements.lastId(second)
            + "\", "
            + member(Marks.ENTRIES_READ)
            + (read == StreamGroups.UNKNOWN ? "null" : Long.toString(read))
            + COMMA
            + member(Marks.CONSUMERS)
            + '{');
    open = Open.CONSUMERS;
    first = true;
    oddConsumers = 0;
  }

  private void consumer(ByteView of, ByteView times) throws IOException {
    if (open == Open.PENDING) {
      closeTo(Open.CONSUMERS);
      first = false;
    }
    separate();
    oddConsumer = name(of, oddConsumers);
    oddConsumers += oddConsumer ? 1 : 0;
    out.raw(member(Marks.SEEN));
    writer.time(StreamElements.number(times, 0));
    out.raw(COMMA + member(Marks.ACTIVE));
    long active = StreamElements.number(times, 1);
    if (active == StreamGroups.NEVER) {
      out.raw("null");
    } else {
      writer.time(active);
    }
    out.raw(COMMA + member(Marks.PENDING) + '[');
    open = Open.PENDING;
    first = true;
  }

  private void pending(ByteView of, ByteView numbers) throws IOException {
    separate();
    out.raw('[');
    id(of);
    out.raw(COMMA);
    writer.time(StreamElements.number(numbers, 0));
    out.raw(COMMA + StreamElements.number(numbers, 1) + ']');
  }
}
