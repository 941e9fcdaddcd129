// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Call;
import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.StreamCursor;
import io.radish.value.StreamFields;
import io.radish.value.StreamId;
import java.nio.charset.StandardCharsets;

/** Ids and entries of streams as replies. */
final class StreamReplies {
  private StreamReplies() {}

  static byte[] bytes(StreamId id) {
    return id.toString().getBytes(StandardCharsets.US_ASCII);
  }

  static void id(Call call, StreamId id) {
    call.reply().bulk(bytes(id));
  }

  /** Writes the entry on which the cursor stands: its id, and its fields with their values. */
  static void entry(Call call, StreamCursor cursor) {
    call.reply().array(2);
    id(call, cursor.id());
    ByteView fields = cursor.fields();
    call.reply().array(StreamFields.count(fields));
    ByteView each = new ByteView();
    for (int at = 0; at < fields.length(); ) {
      at = StreamFields.read(fields, at, each);
      call.replyBytes(each);
    }
  }

  /** Writes the entry of that id; false where there is none. */
  static boolean entry(Call call, StreamCursor cursor, StreamId id) {
    if (!cursor.seek(id) || !cursor.next()) {
      return false;
    }
    entry(call, cursor);
    return true;
  }

  /**
   * Writes the entries from {@code start} to {@code end}, or the other way round.
   *
   * @param most how many at most; 0 for any number
   */
  static void range(
      Call call, Entry stream, StreamId start, StreamId end, long most, boolean backwards) {
    StreamCursor cursor = new StreamCursor().open(stream);
    cursor.seekBehind(end);
    long last = cursor.rank();
    boolean _ = cursor.seek(start);
    long there = Math.max(0, last - cursor.rank());
    long count = most > 0 ? Math.min(most, there) : there;
    call.reply().array(count);
    if (backwards) {
      cursor.seekRank(last);
    }
    for (long i = 0; i < count && (backwards ? cursor.previous() : cursor.next()); i++) {
      entry(call, cursor);
    }
  }
}
