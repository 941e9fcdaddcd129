// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import java.nio.ByteBuffer;

/** Requests one after the other, for one thread, and a judgement of their replies. */
public interface RequestSource {
  /** Appends the next request to {@code to}; what is returned tells it apart, for its reply. */
  long next(ByteBuffer to);

  /** Whether the bytes from {@code from} to {@code end} are a right reply to that request. */
  boolean isRight(long request, ByteBuffer replies, int from, int end);

  /** The longest request. */
  int longest();
}
