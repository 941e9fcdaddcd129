// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.tree.TreeCheck;
import io.radish.tree.TreeRoot;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Looks whether a stream is one: for tests, and for whoever doubts. */
final class StreamCheck {
  private StreamCheck() {}

  /** What is wrong with the stream whose value lies at {@code value}; nothing where it is sound. */
  static List<String> problemsOf(ShardMemory memory, MemorySegment segment, long value) {
    List<String> problems = new ArrayList<>();
    if (TreeRoot.exists(segment, value + StreamLayout.ENTRIES)) {
      problems.addAll(TreeCheck.problemsOf(memory, segment, value + StreamLayout.ENTRIES));
      entries(memory, segment, value, problems);
    }
    if (TreeRoot.exists(segment, value + StreamLayout.GROUPS)) {
      problems.addAll(TreeCheck.problemsOf(memory, segment, value + StreamLayout.GROUPS));
      elements(memory, segment, value, problems);
    }
    return problems;
  }

  private static void entries(
      ShardMemory memory, MemorySegment segment, long value, List<String> problems) {
    StreamCursor cursor = new StreamCursor().open(memory, segment, value);
    int nodes = 0;
    boolean first = true;
    StreamId last = StreamId.ZERO;
    while (cursor.next()) {
      nodes += cursor.beginsNode() ? 1 : 0;
      if (first && !cursor.beginsNode()) {
        problems.add("the first entry of a stream begins no node");
      }
      first = false;
      last = cursor.id();
      if (!StreamFields.areSound(cursor.fields())) {
        problems.add("entry " + last + " has fields that are none");
      }
    }
    if (nodes != StreamLayout.small(segment, value + StreamLayout.NODES)) {
      problems.add("a stream counts its nodes wrongly");
    }
    if (last.compareTo(StreamLayout.id(segment, value + StreamLayout.LAST)) > 0) {
      problems.add("a stream has an entry above its last id");
    }
  }

  /** Walks all of it, which finds what leads nowhere. */
  private static void elements(
      ShardMemory memory, MemorySegment segment, long value, List<String> problems) {
    try {
      StreamWalk walk = new StreamWalk().open(memory, segment, value);
      ByteView view = new ByteView();
      for (long left = walk.elements(); left > 0; left--) {
        walk.next(view);
      }
    } catch (IllegalStateException e) {
      problems.add("a stream's groups: " + e.getMessage());
    }
  }
}
