// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;
import io.radish.value.StreamElements;
import io.radish.value.StreamElements.Part;
import io.radish.value.StreamFields;
import io.radish.value.StreamGroups;
import io.radish.value.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads a stream and passes its parts on ({@link StreamElements}), the state behind the entries.
 *
 * <pre>
 *   number of nodes | id of each, listpack ({@link StreamNode})
 *   entries | last id | first id, largest deleted id, entries added (from 7.0 on)
 *   number of groups | each: name, last id, entries read (from 7.0 on),
 *     number of pending entries | each: id, time 8, deliveries
 *     number of consumers | each: name, seen 8, active 8 (from 7.2 on), number | ids
 * </pre>
 */
final class StreamReader {
  private final RdbInput in;
  private final StreamNode.ElementsSink sink;
  private final ByteView bytes = new ByteView();
  private long entries;
  private StreamId top = StreamId.ZERO;

  // What the group at hand has pending, by id: two numbers of the id, its time, its deliveries.
  private long[] pending = {};
  private int pendingCount;
  private boolean[] taken = {};

  StreamReader(RdbInput in, StreamNode.ElementsSink sink) {
    this.in = in;
    this.sink = sink;
  }

  void read(RdbType form) {
    boolean counts = form != RdbType.STREAM_LISTPACKS;
    boolean activity = form == RdbType.STREAM_LISTPACKS_3;
    try (StreamFields fields = new StreamFields()) {
      for (long left = in.length(); left > 0 && in.isSound(); left--) {
        node(fields);
      }
    }
    long length = in.length();
    StreamId last = id();
    StreamId maxDeleted = StreamId.ZERO;
    long added = length;
    if (counts) {
      StreamId _ = id();
      maxDeleted = id();
      added = in.unsigned();
    }
    if (length != entries || top.compareTo(last) > 0) {
      in.fail();
    }
    if (in.isSound()) {
      sink.entry(StreamElements.state(), StreamElements.state(last, maxDeleted, added));
    }
    Set<String> names = new HashSet<>();
    for (long left = in.length(); left > 0 && in.isSound(); left--) {
      group(counts, activity, names);
    }
  }

  /** An id as two lengths. */
  private StreamId id() {
    long millis = in.unsigned();
    return new StreamId(millis, in.unsigned());
  }

  private void node(StreamFields fields) {
    in.string(bytes);
    if (bytes.length() != StreamId.BYTES) {
      in.fail();
      return;
    }
    StreamId first = rawId(bytes);
    in.string(bytes);
    if (!in.isSound()) {
      return;
    }
    StreamNode node = new StreamNode(first, this::entry, fields);
    if (!Listpack.read(bytes, node) || !node.isWhole()) {
      in.fail();
    }
  }

  private void entry(ByteView first, ByteView second) {
    StreamId id = StreamElements.id(first);
    if (id.compareTo(top) <= 0) {
      in.fail();
      return;
    }
    top = id;
    entries++;
    sink.entry(first, second);
  }

  /** An id as 16 bytes, high ones first. */
  private static StreamId rawId(ByteView bytes) {
    return new StreamId(bigEndian(bytes, 0), bigEndian(bytes, Long.BYTES));
  }

  private static long bigEndian(ByteView bytes, int at) {
    return Long.reverseBytes(PackedBytes.signed(bytes, at, Long.BYTES));
  }

  private StreamId rawId() {
    in.bytes(StreamId.BYTES, bytes);
    return in.isSound() ? rawId(bytes) : StreamId.ZERO;
  }

  // ---- groups ----

  private void group(boolean counts, boolean activity, Set<String> names) {
    in.string(bytes);
    ByteView first = StreamElements.first(Part.GROUP, bytes);
    if (!names.add(text(bytes))) {
      in.fail();
    }
    StreamId last = id();
    long read = counts ? in.unsigned() : StreamGroups.UNKNOWN;
    if (in.isSound()) {
      sink.entry(first, StreamElements.group(last, read));
    }
    pendingOfGroup();
    for (long left = in.length(); left > 0 && in.isSound(); left--) {
      consumer(activity);
    }
    for (int i = 0; i < pendingCount; i++) {
      if (!taken[i]) {
        in.fail();
      }
    }
  }

  private static String text(ByteView name) {
    return new String(name.toBytes(), StandardCharsets.ISO_8859_1);
  }

  private void pendingOfGroup() {
    pendingCount = 0;
    StreamId before = null;
    for (long left = in.length(); left > 0 && in.isSound(); left--) {
      StreamId id = rawId();
      long time = in.number();
      long deliveries = in.unsigned();
      if (before != null && id.compareTo(before) <= 0) {
        in.fail();
      }
      before = id;
      if (4 * pendingCount == pending.length) {
        pending = Arrays.copyOf(pending, Math.max(64, 2 * pending.length));
      }
      int at = 4 * pendingCount++;
      pending[at] = id.millis();
      pending[at + 1] = id.sequence();
      pending[at + 2] = time;
      pending[at + 3] = deliveries;
    }
    taken = new boolean[pendingCount];
  }

  private void consumer(boolean activity) {
    in.string(bytes);
    ByteView first = StreamElements.first(Part.CONSUMER, bytes);
    long seen = in.number();
    long active = activity ? in.number() : seen;
    if (in.isSound()) {
      sink.entry(first, StreamElements.numbers(seen, active));
    }
    for (long left = in.length(); left > 0 && in.isSound(); left--) {
      StreamId id = rawId();
      int at = find(id);
      if (at < 0 || taken[at]) {
        in.fail();
        return;
      }
      taken[at] = true;
      sink.entry(
          StreamElements.first(Part.PENDING, id),
          StreamElements.numbers(pending[4 * at + 2], pending[4 * at + 3]));
    }
  }

  private int find(StreamId id) {
    int low = 0;
    int high = pendingCount - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = new StreamId(pending[4 * middle], pending[4 * middle + 1]).compareTo(id);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }
}
