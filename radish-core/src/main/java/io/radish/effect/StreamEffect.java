// SPDX-License-Identifier: Apache-2.0
package io.radish.effect;

import io.radish.memory.ByteView;
import io.radish.value.StreamId;
import java.util.List;

/**
 * A change of a stream in its simplest terms. Views are valid as long as the call that it is passed
 * to.
 */
public sealed interface StreamEffect {
  /**
   * An entry was added behind all others, to a stream that is made without a deadline where it is
   * not there.
   *
   * @param fields what it has ({@link io.radish.value.StreamFields})
   */
  record Add(StreamId id, ByteView fields) implements StreamEffect {}

  /** Entries that were there were deleted by their ids. */
  record Delete(List<StreamId> ids) implements StreamEffect {}

  /** The first entries went until so many were left. */
  record Trim(long left) implements StreamEffect {}

  /** The stream, made where it is not there, got other limits for its ids, and another count. */
  record SetIds(StreamId last, StreamId maxDeleted, long added) implements StreamEffect {}

  /** A group was made, in a stream that is made where it is not there. */
  record CreateGroup(ByteView group, StreamId last, long read) implements StreamEffect {}

  /** It was said what a group that is there has read. */
  record SetGroup(ByteView group, StreamId last, long read) implements StreamEffect {}

  /** A group that was there went. */
  record DestroyGroup(ByteView group) implements StreamEffect {}

  /** A consumer was made. */
  record CreateConsumer(ByteView group, ByteView consumer) implements StreamEffect {}

  /** A consumer that was there went, with what it had. */
  record DeleteConsumer(ByteView group, ByteView consumer) implements StreamEffect {}

  /** Entries became a consumer's, who is there, whoever had them before. */
  record Claim(
      ByteView group, ByteView consumer, List<StreamId> ids, long deliveredMillis, long deliveries)
      implements StreamEffect {}

  /** Pending entries are so no more. */
  record Acknowledge(ByteView group, List<StreamId> ids) implements StreamEffect {}
}
