// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.tree.TreeEdit;
import io.radish.tree.TreeRoot;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What a stream does with its entries; {@link StreamGroups} says what it does with its groups.
 *
 * <p>The entries lie in a tree in the order of their ids: a byte for {@link StreamNodes}, then the
 * fields ({@link StreamFields}). A stream may be without entries, and stays.
 */
public final class StreamValue {
  /** The most bytes of the fields and values of an entry together, as in Redis. */
  public static final long MOST_ENTRY_BYTES = StreamNodes.MOST_BYTES;

  private StreamValue() {}

  /** The number of entries. */
  public static long length(Entry stream) {
    return CollectionValue.length(stream);
  }

  /** The largest id that an entry had, or that was set; the next one has to be above it. */
  public static StreamId lastId(Entry stream) {
    return StreamLayout.id(stream.segment(), stream.valueOffset() + StreamLayout.LAST);
  }

  /** The largest id of an entry that was deleted by its id; zero for none. */
  public static StreamId maxDeletedId(Entry stream) {
    return StreamLayout.id(stream.segment(), stream.valueOffset() + StreamLayout.MAX_DELETED);
  }

  /** The number of entries that were ever added. */
  public static long added(Entry stream) {
    return StreamLayout.number(stream.segment(), stream.valueOffset() + StreamLayout.ADDED);
  }

  /** The id of the first entry; zero where there is none. */
  public static StreamId firstId(Entry stream) {
    StreamCursor cursor = new StreamCursor().open(stream);
    return cursor.next() ? cursor.id() : StreamId.ZERO;
  }

  /** The id of the last entry that is there; zero where there is none. */
  public static StreamId topId(Entry stream) {
    StreamCursor cursor = new StreamCursor().open(stream).toEnd();
    return cursor.previous() ? cursor.id() : StreamId.ZERO;
  }

  /** Whether there is an entry of that name. */
  public static boolean contains(Entry stream, StreamId id) {
    return new StreamCursor().open(stream).seek(id);
  }

  /** How many nodes Redis would keep it in. */
  public static int nodes(Entry stream) {
    return StreamLayout.small(stream.segment(), stream.valueOffset() + StreamLayout.NODES);
  }

  /** Sets what {@link #lastId}, {@link #maxDeletedId} and {@link #added} say. */
  public static void setIds(Entry stream, StreamId last, StreamId maxDeleted, long added) {
    stream.beforeWrite();
    MemorySegment segment = stream.segment();
    long value = stream.valueOffset();
    StreamLayout.setId(segment, value + StreamLayout.LAST, last);
    StreamLayout.setId(segment, value + StreamLayout.MAX_DELETED, maxDeleted);
    StreamLayout.setNumber(segment, value + StreamLayout.ADDED, added);
  }

  /** Adds an entry, whose id is above {@link #lastId}. */
  public static void add(Entry stream, StreamId id, ByteView fields) {
    append(stream, id, fields);
    setIds(stream, id, maxDeletedId(stream), added(stream) + 1);
  }

  /** Puts an entry behind all others, which is not counted as added. */
  static void append(Entry stream, StreamId id, ByteView fields) {
    stream.beforeWrite();
    MemorySegment segment = stream.segment();
    long value = stream.valueOffset();
    if (!TreeRoot.exists(segment, value + StreamLayout.ENTRIES)) {
      TreeRoot.init(stream.versions(), segment, value + StreamLayout.ENTRIES);
    }
    int entries = StreamLayout.small(segment, value + StreamLayout.NODE_ENTRIES);
    int bytes = StreamLayout.small(segment, value + StreamLayout.NODE_BYTES);
    boolean begins =
        StreamNodes.isFull(stream.settings(), entries, bytes, StreamNodes.contentBytes(fields));
    boolean same = begins || hasFieldsOfNode(stream, fields);
    byte flags = (byte) (same ? StreamNodes.SAME_FIELDS : 0);
    insert(stream, id, begins ? flags | StreamNodes.BEGINS : flags, fields);
    if (begins) {
      int nodes = StreamLayout.small(segment, value + StreamLayout.NODES);
      StreamLayout.setSmall(segment, value + StreamLayout.NODES, nodes + 1);
      StreamLayout.setId(segment, value + StreamLayout.NODE_ID, id);
      entries = 0;
      bytes = StreamNodes.headBytes(fields);
    }
    StreamId node = StreamLayout.id(segment, value + StreamLayout.NODE_ID);
    bytes +=
        StreamNodes.entryBytes(
            fields, same, id.millis() - node.millis(), id.sequence() - node.sequence());
    StreamLayout.setSmall(segment, value + StreamLayout.NODE_ENTRIES, entries + 1);
    StreamLayout.setSmall(segment, value + StreamLayout.NODE_BYTES, bytes);
  }

  /** Whether the fields are those of the entry that begins the last node. */
  private static boolean hasFieldsOfNode(Entry stream, ByteView fields) {
    StreamCursor cursor = new StreamCursor().open(stream).toEnd();
    if (!cursor.previous()) {
      return false;
    }
    if (cursor.hasFieldsOfNode()) {
      return StreamFields.haveSameNames(cursor.fields(), fields);
    }
    long node = stream.valueOffset() + StreamLayout.NODE_ID;
    return cursor.seek(StreamLayout.id(stream.segment(), node))
        && cursor.next()
        && StreamFields.haveSameNames(cursor.fields(), fields);
  }

  private static void insert(Entry stream, StreamId id, int flags, ByteView fields) {
    TreeEdit edit = entries(stream);
    ByteView rest = rest(id);
    boolean _ = edit.find(id.millis(), rest);
    try (StreamFields stored = new StreamFields()) {
      edit.insert(id.millis(), rest, stored.marked(flags, fields));
    }
  }

  private static TreeEdit entries(Entry stream) {
    return new TreeEdit(
        stream.versions(), stream.segment(), stream.valueOffset() + StreamLayout.ENTRIES);
  }

  private static ByteView rest(StreamId id) {
    byte[] rest = new byte[Long.BYTES];
    StreamId.putLong(rest, 0, id.sequence());
    return ByteView.of(rest);
  }

  // ---- removing ----

  /** Deletes an entry by its id; whether it was there. */
  public static boolean remove(Entry stream, StreamId id) {
    StreamCursor cursor = new StreamCursor().open(stream);
    if (!cursor.seek(id) || !cursor.next()) {
      return false;
    }
    boolean begins = cursor.beginsNode();
    stream.beforeWrite();
    TreeEdit edit = entries(stream);
    boolean _ = edit.find(id.millis(), rest(id));
    edit.remove();
    if (begins) {
      lostFirstOfNode(stream, id);
    }
    forgetNodesWhereEmpty(stream);
    if (id.compareTo(maxDeletedId(stream)) > 0) {
      StreamLayout.setId(stream.segment(), stream.valueOffset() + StreamLayout.MAX_DELETED, id);
    }
    return true;
  }

  /** Lets the node go on with its next entry, or end with its only one. */
  private static void lostFirstOfNode(Entry stream, StreamId id) {
    StreamCursor cursor = new StreamCursor().open(stream);
    boolean _ = cursor.seek(id);
    boolean isLast = !cursor.next();
    if (!isLast && !cursor.beginsNode()) {
      beginNode(stream, cursor);
      return;
    }
    addNodes(stream, -1);
    if (isLast) {
      StreamLayout.setSmall(stream.segment(), stream.valueOffset() + StreamLayout.NODE_ENTRIES, 0);
    }
  }

  private static void beginNode(Entry stream, StreamCursor at) {
    StreamId id = at.id();
    int flags = at.flags() | StreamNodes.BEGINS;
    try (StreamFields stored = new StreamFields()) {
      // The value is copied, since it is written to the page that it lies in.
      ByteView marked = stored.marked(flags, at.fields());
      TreeEdit edit = entries(stream);
      ByteView rest = rest(id);
      boolean _ = edit.find(id.millis(), rest);
      edit.replace(id.millis(), rest, marked);
    }
  }

  private static void addNodes(Entry stream, int change) {
    long at = stream.valueOffset() + StreamLayout.NODES;
    StreamLayout.setSmall(stream.segment(), at, StreamLayout.small(stream.segment(), at) + change);
  }

  private static void forgetNodesWhereEmpty(Entry stream) {
    if (length(stream) == 0) {
      long value = stream.valueOffset();
      StreamLayout.setSmall(stream.segment(), value + StreamLayout.NODES, 0);
      StreamLayout.setSmall(stream.segment(), value + StreamLayout.NODE_ENTRIES, 0);
    }
  }

  /** Removes the first {@code count} entries, or as many as there are. */
  public static void trim(Entry stream, long count) {
    long removed = Math.min(count, length(stream));
    if (removed <= 0) {
      return;
    }
    StreamCursor cursor = new StreamCursor().open(stream);
    int nodes = 0;
    for (long i = 0; i < removed && cursor.next(); i++) {
      nodes += cursor.beginsNode() ? 1 : 0;
    }
    boolean splits = cursor.next() && !cursor.beginsNode();
    stream.beforeWrite();
    if (splits) {
      nodes--;
      beginNode(stream, cursor);
    }
    entries(stream).removeRange(0, removed);
    addNodes(stream, -nodes);
    forgetNodesWhereEmpty(stream);
  }

  /**
   * How many entries trimming would remove.
   *
   * @param most how many are to be left; ignored where {@code from} says which
   * @param from the first id that may stay, or null
   * @param whole whether only nodes of Redis' are removed, each whole
   * @param limit the most entries to be removed; 0 for any number
   */
  public static long toTrim(
      Entry stream, long most, @Nullable StreamId from, boolean whole, long limit) {
    StreamCursor cursor = new StreamCursor().open(stream);
    long wanted;
    if (from == null) {
      wanted = Math.max(0, length(stream) - most);
    } else {
      boolean _ = cursor.seek(from);
      wanted = cursor.rank();
      cursor.open(stream);
    }
    if (!whole) {
      return wanted;
    }
    long upTo = limit > 0 ? Math.min(wanted, limit) : wanted;
    cursor.seekRank(upTo);
    if (!cursor.next() || cursor.beginsNode()) {
      return upTo;
    }
    boolean _ = cursor.previous();
    long begin = upTo;
    while (cursor.previous()) {
      begin--;
      if (cursor.beginsNode()) {
        return begin;
      }
    }
    return 0;
  }
}
