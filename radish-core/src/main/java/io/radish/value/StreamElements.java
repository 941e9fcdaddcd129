// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;

/**
 * A stream as elements, two for each of its parts, as {@link ElementCursor} shows them and {@link
 * CollectionValue#add} takes them: what the part is, and what belongs to it.
 *
 * <pre>
 *   0            last id 16 | largest deleted id 16 | entries added 8       once, before all others
 *   1 id         fields and values ({@link StreamFields})                   in ascending order
 *   2 name       last id 16 | entries read 8                                a group
 *   3 name       seen 8 | active 8                                          a consumer of the last group
 *   4 id         time of delivery 8 | deliveries 8                          pending, of the last consumer
 * </pre>
 *
 * <p>The first byte of the first element says which; numbers have their high bytes first.
 */
public final class StreamElements {
  /** What a part of a stream may be. */
  public enum Part {
    STATE(0),
    ENTRY(1),
    GROUP(2),
    CONSUMER(3),
    PENDING(4);

    private final byte code;

    Part(int code) {
      this.code = (byte) code;
    }

    /** The byte that a first element begins with. */
    byte code() {
      return code;
    }
  }

  private static final Part[] PARTS = Part.values();
  private static final int STATE_BYTES = 2 * StreamId.BYTES + Long.BYTES;
  private static final int GROUP_BYTES = StreamId.BYTES + Long.BYTES;
  private static final int TIMES_BYTES = 2 * Long.BYTES;

  private StreamElements() {}

  // ---- putting together ----

  /** The first element of the state. */
  public static ByteView state() {
    return ByteView.of(new byte[] {Part.STATE.code()});
  }

  /** The second element of the state. */
  public static ByteView state(StreamId last, StreamId maxDeleted, long added) {
    byte[] bytes = new byte[STATE_BYTES];
    last.write(bytes, 0);
    maxDeleted.write(bytes, StreamId.BYTES);
    StreamId.putLong(bytes, 2 * StreamId.BYTES, added);
    return ByteView.of(bytes);
  }

  /** The first element of a part that has an id. */
  public static ByteView first(Part part, StreamId id) {
    byte[] bytes = new byte[1 + StreamId.BYTES];
    bytes[0] = part.code();
    id.write(bytes, 1);
    return ByteView.of(bytes);
  }

  /** The first element of a part that has a name. */
  public static ByteView first(Part part, ByteView name) {
    byte[] bytes = new byte[1 + name.length()];
    bytes[0] = part.code();
    name.copyTo(0, bytes, 1, name.length());
    return ByteView.of(bytes);
  }

  /** The second element of a group. */
  public static ByteView group(StreamId last, long read) {
    byte[] bytes = new byte[GROUP_BYTES];
    last.write(bytes, 0);
    StreamId.putLong(bytes, StreamId.BYTES, read);
    return ByteView.of(bytes);
  }

  /** The second element of a consumer or a pending entry. */
  public static ByteView numbers(long one, long other) {
    byte[] bytes = new byte[TIMES_BYTES];
    StreamId.putLong(bytes, 0, one);
    StreamId.putLong(bytes, Long.BYTES, other);
    return ByteView.of(bytes);
  }

  // ---- taking apart ----

  /** What a first element is of. */
  public static Part part(ByteView first) {
    for (Part part : PARTS) {
      if (first.length() > 0 && first.get(0) == part.code()) {
        return part;
      }
    }
    throw new IllegalArgumentException("no part of a stream");
  }

  /** The id that a first element has. */
  public static StreamId id(ByteView first) {
    expect(first, 1 + StreamId.BYTES);
    return StreamId.read(first, 1);
  }

  /** Points {@code view} at the name that a first element has. */
  public static ByteView name(ByteView first, ByteView view) {
    return view.set(first, 1, first.length() - 1);
  }

  /** The last id of a state or a group. */
  public static StreamId lastId(ByteView second) {
    return StreamId.read(second, 0);
  }

  /** The largest deleted id of a state. */
  public static StreamId maxDeletedId(ByteView state) {
    return StreamId.read(state, StreamId.BYTES);
  }

  /** The number of entries added, of a state. */
  public static long added(ByteView state) {
    return StreamId.getLong(state, 2 * StreamId.BYTES);
  }

  /** The number of entries read, of a group. */
  public static long read(ByteView group) {
    return StreamId.getLong(group, StreamId.BYTES);
  }

  /** Number 0 or 1 of a consumer or a pending entry. */
  public static long number(ByteView numbers, int index) {
    return StreamId.getLong(numbers, index * Long.BYTES);
  }

  private static void expect(ByteView element, int length) {
    if (element.length() != length) {
      throw new IllegalArgumentException("a part of a stream with a length that is none");
    }
  }

  /**
   * Adds a part to a stream.
   *
   * @return false where it has it already, or nothing that the part could belong to
   */
  static boolean add(Entry stream, ByteView first, ByteView second) {
    return switch (part(first)) {
      case STATE -> {
        expect(second, STATE_BYTES);
        StreamValue.setIds(stream, lastId(second), maxDeletedId(second), added(second));
        yield true;
      }
      case ENTRY -> addEntry(stream, id(first), second);
      case GROUP -> {
        expect(second, GROUP_BYTES);
        ByteView name = name(first, new ByteView());
        if (StreamGroups.find(stream, name) != null) {
          yield false;
        }
        int _ = StreamGroups.create(stream, name, lastId(second), read(second));
        yield true;
      }
      case CONSUMER -> {
        expect(second, TIMES_BYTES);
        yield addConsumer(stream, name(first, new ByteView()), second);
      }
      case PENDING -> {
        expect(second, TIMES_BYTES);
        yield addPending(stream, id(first), second);
      }
    };
  }

  private static boolean addEntry(Entry stream, StreamId id, ByteView fields) {
    if (!StreamFields.areSound(fields)) {
      throw new IllegalArgumentException("fields of an entry that are none");
    }
    if (id.compareTo(StreamValue.topId(stream)) <= 0) {
      return false;
    }
    StreamValue.append(stream, id, fields);
    return true;
  }

  private static boolean addConsumer(Entry stream, ByteView name, ByteView times) {
    int group = StreamGroups.lastGroup(stream);
    if (group == 0 || StreamGroups.findConsumer(stream, group, name) != null) {
      return false;
    }
    int _ = StreamGroups.createConsumer(stream, group, name, number(times, 0), number(times, 1));
    return true;
  }

  private static boolean addPending(Entry stream, StreamId id, ByteView numbers) {
    int group = StreamGroups.lastGroup(stream);
    int consumer = group == 0 ? 0 : StreamGroups.lastConsumer(stream, group);
    if (consumer == 0 || StreamGroups.findPending(stream, group, id) != null) {
      return false;
    }
    StreamGroups.assign(stream, group, id, consumer, number(numbers, 0), number(numbers, 1));
    return true;
  }
}
