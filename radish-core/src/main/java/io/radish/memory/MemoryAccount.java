// SPDX-License-Identifier: Apache-2.0
package io.radish.memory;

/**
 * What one owner has of a shard's memory: {@link ShardMemory} counts blocks that are handed out and
 * given back in the account that it was last told to charge. Guarded by the shard's lock; whoever
 * reads it without gets a figure that is a moment old.
 */
public final class MemoryAccount {
  long bytes;

  /** Makes an account without anything. */
  public MemoryAccount() {}

  /** The bytes of all blocks of this owner, with what rounding adds to them. */
  public long bytes() {
    return bytes;
  }
}
