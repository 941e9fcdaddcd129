// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.tree.TreeRoot;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What the record of a stream has for a value.
 *
 * <pre>
 *   0    root of the tree of entries, zeros while there was none
 *   24   root of the tree of groups, zeros while there was none
 *   48   last id | largest id that was deleted: 16 bytes each
 *   80   entries ever added: 8 bytes
 *   88   the next group's number | the next consumer's: 4 bytes each
 *   96   nodes that Redis would have | entries of the last one | its bytes: 4 bytes each
 *   108  the last node's first id: 16 bytes
 *   124
 * </pre>
 */
final class StreamLayout {
  static final int ENTRIES = 0;
  static final int GROUPS = TreeRoot.BYTES;
  static final int LAST = 48;
  static final int MAX_DELETED = 64;
  static final int ADDED = 80;
  static final int NEXT_GROUP = 88;
  static final int NEXT_CONSUMER = 92;
  static final int NODES = 96;
  static final int NODE_ENTRIES = 100;
  static final int NODE_BYTES = 104;
  static final int NODE_ID = 108;
  static final int BYTES = 124;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private StreamLayout() {}

  static byte[] empty() {
    return new byte[BYTES];
  }

  static StreamId id(MemorySegment segment, long at) {
    return new StreamId(segment.get(LONG, at), segment.get(LONG, at + Long.BYTES));
  }

  static void setId(MemorySegment segment, long at, StreamId id) {
    segment.set(LONG, at, id.millis());
    segment.set(LONG, at + Long.BYTES, id.sequence());
  }

  static long number(MemorySegment segment, long at) {
    return segment.get(LONG, at);
  }

  static void setNumber(MemorySegment segment, long at, long value) {
    segment.set(LONG, at, value);
  }

  static int small(MemorySegment segment, long at) {
    return segment.get(INT, at);
  }

  static void setSmall(MemorySegment segment, long at, int value) {
    segment.set(INT, at, value);
  }
}
