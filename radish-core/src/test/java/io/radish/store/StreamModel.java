// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ByteView;
import io.radish.value.StreamElements;
import io.radish.value.StreamFields;
import io.radish.value.StreamGroups;
import io.radish.value.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A stream as the library's collections would hold it. */
final class StreamModel {
  /** A pending entry: who has it, since when, how often. */
  record Pending(String consumer, long delivered, long deliveries) {}

  /** A group. */
  static final class Group {
    StreamId last;
    long read;
    final TreeMap<String, long[]> consumers = new TreeMap<>();
    final TreeMap<StreamId, Pending> pending = new TreeMap<>();

    Group(StreamId last, long read) {
      this.last = last;
      this.read = read;
    }
  }

  final TreeMap<StreamId, List<String>> entries = new TreeMap<>();
  final TreeMap<String, Group> groups = new TreeMap<>();
  StreamId last = StreamId.ZERO;
  StreamId maxDeleted = StreamId.ZERO;
  long added;

  /** The group of that name, which is there. */
  Group group(String name) {
    return Objects.requireNonNull(groups.get(name), name);
  }

  /** All of it as lines, in the order of {@link StreamElements}; times of consumers if wanted. */
  List<String> lines(boolean times) {
    List<String> lines = new ArrayList<>();
    lines.add("state " + last + " " + maxDeleted + " " + added);
    entries.forEach((id, fields) -> lines.add("entry " + id + " " + fields));
    for (Map.Entry<String, Group> each : groups.entrySet()) {
      Group group = each.getValue();
      lines.add("group " + each.getKey() + " " + group.last + " " + group.read);
      group.consumers.forEach(
          (name, seen) -> {
            lines.add("consumer " + name + (times ? " " + seen[0] + " " + seen[1] : ""));
            group.pending.forEach(
                (id, pending) -> {
                  if (pending.consumer.equals(name)) {
                    lines.add("pending " + id + " " + pending.delivered + " " + pending.deliveries);
                  }
                });
          });
    }
    return lines;
  }

  /** Gives elements one after the other; false past the last. */
  interface Elements {
    boolean next(ByteView element);
  }

  /** The same of elements. */
  static List<String> lines(Elements elements, boolean times) {
    List<String> lines = new ArrayList<>();
    ByteView first = new ByteView();
    ByteView second = new ByteView();
    while (elements.next(first)) {
      ByteView kept = ByteView.of(first.toBytes());
      if (!elements.next(second)) {
        throw new AssertionError("half a part");
      }
      lines.add(line(kept, second, times));
    }
    return lines;
  }

  private static String line(ByteView first, ByteView second, boolean times) {
    return switch (StreamElements.part(first)) {
      case STATE ->
          "state "
              + StreamElements.lastId(second)
              + " "
              + StreamElements.maxDeletedId(second)
              + " "
              + StreamElements.added(second);
      case ENTRY -> "entry " + StreamElements.id(first) + " " + fields(second);
      case GROUP ->
          "group "
              + StreamElements.name(first, new ByteView()).toText()
              + " "
              + StreamElements.lastId(second)
              + " "
              + StreamElements.read(second);
      case CONSUMER ->
          "consumer "
              + StreamElements.name(first, new ByteView()).toText()
              + (times
                  ? " " + StreamElements.number(second, 0) + " " + StreamElements.number(second, 1)
                  : "");
      case PENDING ->
          "pending "
              + StreamElements.id(first)
              + " "
              + StreamElements.number(second, 0)
              + " "
              + StreamElements.number(second, 1);
    };
  }

  static List<String> fields(ByteView fields) {
    List<String> texts = new ArrayList<>();
    ByteView each = new ByteView();
    for (int at = 0; at < fields.length(); ) {
      at = StreamFields.read(fields, at, each);
      texts.add(each.toText());
    }
    return texts;
  }

  /** What nobody has read yet, as a new group's count. */
  static long unknown() {
    return StreamGroups.UNKNOWN;
  }
}
