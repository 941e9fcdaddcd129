// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.tree.TreeCursor;
import io.radish.tree.TreeRoot;
import java.lang.foreign.MemorySegment;

/** Walks a stream as {@link StreamElements}. Reusable. */
final class StreamWalk {
  private enum Stage {
    STATE,
    ENTRIES,
    GROUPS,
    CONSUMERS,
    PENDING
  }

  private final StreamCursor entries = new StreamCursor();
  private final GroupCursor groups = new GroupCursor();
  private final GroupCursor consumers = new GroupCursor();
  private final GroupCursor pending = new GroupCursor();
  private final byte[] idElement = new byte[1 + StreamId.BYTES];
  private ShardMemory memory = new ShardMemory();
  private MemorySegment segment = MemorySegment.NULL;
  private long value;
  private Stage stage = Stage.STATE;
  private int group;
  private ByteView second = new ByteView();
  private boolean hasSecond;

  StreamWalk open(ShardMemory blocks, MemorySegment of, long at) {
    memory = blocks;
    segment = of;
    value = at;
    stage = Stage.STATE;
    hasSecond = false;
    entries.open(memory, segment, value);
    groups.openGroups(memory, segment, value);
    return this;
  }

  /** The number of all elements. */
  long elements() {
    long parts = 1 + TreeRoot.count(segment, value + StreamLayout.ENTRIES);
    if (TreeRoot.exists(segment, value + StreamLayout.GROUPS)) {
      long all = TreeRoot.count(segment, value + StreamLayout.GROUPS);
      TreeCursor tree = new TreeCursor().open(memory, segment, value + StreamLayout.GROUPS);
      boolean _ = tree.seek(1, new ByteView());
      long named = tree.rank();
      // Consumers and pending entries are in the tree twice.
      parts += named + (all - named) / 2;
    }
    return 2 * parts;
  }

  /** Points {@code view} at the next element, of which there must be one. */
  void next(ByteView view) {
    if (hasSecond) {
      hasSecond = false;
      view.set(second);
      return;
    }
    hasSecond = true;
    switch (stage) {
      case STATE -> {
        view.set(StreamElements.state());
        second =
            StreamElements.state(
                StreamLayout.id(segment, value + StreamLayout.LAST),
                StreamLayout.id(segment, value + StreamLayout.MAX_DELETED),
                StreamLayout.number(segment, value + StreamLayout.ADDED));
        stage = Stage.ENTRIES;
      }
      case ENTRIES -> nextEntry(view);
      case GROUPS -> nextGroup(view);
      case CONSUMERS -> nextConsumer(view);
      case PENDING -> nextPending(view);
    }
  }

  private void nextEntry(ByteView view) {
    if (!entries.next()) {
      nextGroup(view);
      return;
    }
    showId(StreamElements.Part.ENTRY, entries.id(), view);
    second = entries.fields();
  }

  private void showId(StreamElements.Part part, StreamId id, ByteView view) {
    idElement[0] = part.code();
    id.write(idElement, 1);
    view.set(idElement, 0, idElement.length);
  }

  private void nextGroup(ByteView view) {
    if (!groups.next()) {
      throw new IllegalStateException("a stream with fewer elements than it has");
    }
    StreamGroups.Group shown = groups.group();
    view.set(StreamElements.first(StreamElements.Part.GROUP, groups.name()));
    second = StreamElements.group(shown.lastId(), shown.entriesRead());
    group = shown.number();
    consumers.openConsumers(memory, segment, value, group);
    stage = Stage.CONSUMERS;
  }

  private void nextConsumer(ByteView view) {
    if (!consumers.next()) {
      nextGroup(view);
      return;
    }
    StreamGroups.Consumer shown = consumers.consumer();
    view.set(StreamElements.first(StreamElements.Part.CONSUMER, consumers.name()));
    second = StreamElements.numbers(shown.seenMillis(), shown.activeMillis());
    pending.openPendingOf(memory, segment, value, group, shown.number(), StreamId.ZERO);
    stage = Stage.PENDING;
  }

  private void nextPending(ByteView view) {
    if (!pending.next()) {
      stage = Stage.CONSUMERS;
      nextConsumer(view);
      return;
    }
    StreamId id = pending.id();
    showId(StreamElements.Part.PENDING, id, view);
    StreamGroups.Pending shown = StreamGroups.pending(memory, segment, value, group, id);
    second = StreamElements.numbers(shown.deliveredMillis(), shown.deliveries());
  }
}
