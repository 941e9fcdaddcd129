// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import java.lang.foreign.MemorySegment;

/** Where the bytes of replies go: a socket, or a buffer in a test. */
public interface ReplySink {
  /** Takes {@code length} bytes, which are valid until it returns. */
  void block(byte[] array, int offset, int length);

  /**
   * Takes a large value by reference, in order with the blocks before and after it. The segment
   * stays as it is until the sink calls {@code release}, which it does exactly once, whether or not
   * the bytes reached the client.
   */
  void attachment(MemorySegment segment, long offset, long length, Runnable release);
}
