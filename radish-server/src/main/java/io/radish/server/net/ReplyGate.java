// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

/**
 * Says when replies may leave: under {@code appendfsync always} not before what they tell of is on
 * disk. Safe for any thread.
 */
public interface ReplyGate {
  /** Lets everything leave at once. */
  ReplyGate OPEN =
      new ReplyGate() {
        @Override
        public long mark(boolean wrote) {
          return 0;
        }

        @Override
        public boolean isPassed(long mark) {
          return true;
        }

        @Override
        public void whenPassed(long mark, Runnable action) {
          action.run();
        }
      };

  /**
   * What has to be passed before the replies written up to now may leave; 0 where they may at once.
   *
   * @param wrote whether one of them answers a command that changes data
   */
  long mark(boolean wrote);

  /** Whether replies that wait for {@code mark} may leave. */
  boolean isPassed(long mark);

  /** Runs {@code action} once {@code mark} is passed, soon, on whatever thread. */
  void whenPassed(long mark, Runnable action);
}
