// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import org.jspecify.annotations.Nullable;

/**
 * How many entries of a stream a group has read, and how many are ahead of it: known as long as
 * nothing was deleted in between, by Redis' own rules.
 */
public final class StreamReads {
  private final long length;
  private final long added;
  private final StreamId first;
  private final StreamId last;
  private final StreamId maxDeleted;

  /** Looks at a stream as it is now. */
  public StreamReads(Entry stream) {
    this.length = StreamValue.length(stream);
    this.added = StreamValue.added(stream);
    this.first = StreamValue.firstId(stream);
    this.last = StreamValue.lastId(stream);
    this.maxDeleted = StreamValue.maxDeletedId(stream);
  }

  /** Whether an entry from {@code start} on was deleted. */
  private boolean hasDeletedFrom(StreamId start) {
    return length > 0
        && !maxDeleted.equals(StreamId.ZERO)
        && first.compareTo(maxDeleted) <= 0
        && start.compareTo(maxDeleted) <= 0;
  }

  /** What a group has read that had read {@code before} and now gets the entry {@code id}. */
  public long after(long before, StreamId id) {
    if (before != StreamGroups.UNKNOWN && !hasDeletedFrom(id)) {
      return before + 1;
    }
    return added != 0 ? distance(id) : before;
  }

  /** The number of entries that there ever were up to {@code id}, or unknown. */
  public long distance(StreamId id) {
    if (added == 0) {
      return 0;
    }
    int toLast = id.compareTo(last);
    if (toLast == 0 || (length == 0 && toLast < 0)) {
      return added;
    }
    if (toLast > 0) {
      return StreamGroups.UNKNOWN;
    }
    if (maxDeleted.equals(StreamId.ZERO) || maxDeleted.compareTo(first) < 0) {
      int toFirst = id.compareTo(first);
      if (toFirst < 0) {
        return added - length;
      }
      if (toFirst == 0) {
        return added - length + 1;
      }
    }
    return StreamGroups.UNKNOWN;
  }

  /** The number of entries that a group has still to get; null where nobody knows. */
  public @Nullable Long lag(StreamGroups.Group group) {
    if (added == 0) {
      return 0L;
    }
    if (group.entriesRead() != StreamGroups.UNKNOWN && !hasDeletedFrom(group.lastId())) {
      return added - group.entriesRead();
    }
    long read = distance(group.lastId());
    return read == StreamGroups.UNKNOWN ? null : added - read;
  }
}
