// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.tree.TreeCursor;
import io.radish.tree.TreeRoot;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Looks whether the deadlines of a hash's fields are right: for tests, and for whoever doubts. */
final class TimedCheck {
  private TimedCheck() {}

  /**
   * What is wrong with the timed hash whose value lies at {@code value}; nothing if it is sound.
   */
  static List<String> problemsOf(
      ShardMemory memory, int kind, MemorySegment segment, long value, int length) {
    List<String> problems = new ArrayList<>();
    long earliest = TimedHash.earliest(kind, segment, value);
    long found = Long.MAX_VALUE;
    long fields = 0;
    if (kind == Kind.HASH_PACKED_TIMED) {
      TimedPacked.Walk walk = new TimedPacked.Walk().open(kind, segment, value, length);
      for (; walk.next(); fields++) {
        if (walk.deadline() != RecordLayout.NO_DEADLINE) {
          found = Math.min(found, walk.deadline());
        }
      }
    } else {
      ScoredTrees.Reader deadlines = TimedTrees.deadlines(memory, segment, value);
      TreeCursor cursor = new TreeCursor().open(memory, segment, value);
      long timed = 0;
      for (; cursor.next(); fields++) {
        ByteView field = cursor.rest();
        long deadline = deadlines.find(cursor.head(), field, RecordLayout.NO_DEADLINE);
        if (deadline != RecordLayout.NO_DEADLINE) {
          found = Math.min(found, deadline);
          timed++;
        }
      }
      if (timed != TreeRoot.count(segment, value + TreeRoot.BYTES)) {
        problems.add("a deadline belongs to no field");
      }
    }
    if (found == Long.MAX_VALUE || found != earliest) {
      problems.add("the earliest deadline is " + found + ", not " + earliest);
    }
    if (fields != CollectionValue.length(kind, segment, value)) {
      problems.add("the fields are not counted right");
    }
    return problems;
  }
}
