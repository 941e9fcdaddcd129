// SPDX-License-Identifier: Apache-2.0
package io.radish.memory;

/**
 * What may still be moved and looked at before a shard's lock is let go, in bytes: records, tables
 * and chunks of lists count alike.
 *
 * <p>Who has any left may move one block more, whatever its size, so that everything is moved in
 * the end.
 */
public final class MoveBudget {
  private final long all;
  private long left;

  /** Makes a budget of so many bytes. */
  public MoveBudget(long bytes) {
    all = bytes;
    left = bytes;
  }

  /** Makes it whole again. */
  public void renew() {
    left = all;
  }

  public boolean isSpent() {
    return left <= 0;
  }

  /** Takes off what was moved, or what looking takes as long as moving so many bytes. */
  public void spend(long bytes) {
    left -= bytes;
  }
}
