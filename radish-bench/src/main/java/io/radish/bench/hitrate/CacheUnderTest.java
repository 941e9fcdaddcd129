// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.hitrate;

import java.io.IOException;

/** A cache that reads go to, and that takes what it did not have. */
interface CacheUnderTest extends AutoCloseable {
  /** Reads one after the other that a client sends at once. */
  int BATCH = 50;

  /**
   * Reads keys; those that are not there are stored afterwards, as a program does that had to get
   * them elsewhere.
   *
   * @return how many were there
   */
  int read(int[] keys, int from, int to) throws IOException;

  /** The number of keys. */
  long size() throws IOException;

  /** Changes the limit, where it kept so many keys, such that it keeps another number of them. */
  default void adjust(double kept, double wanted) {}

  /** Empties it. */
  default void clear() {}

  /** Empties it and limits it to what so many keys take, by a policy of Redis'. */
  void limit(int keys, String policy) throws IOException;

  @Override
  void close() throws IOException;
}
