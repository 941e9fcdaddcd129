// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The best candidates for eviction among those that were sampled so far, as Redis keeps them: so a
 * few samples each time come close to having looked at all.
 *
 * <p>They are remembered by the hashes of their keys, because no reference may outlive the shard's
 * lock; whoever takes one out looks it up again. Guarded by that lock.
 */
final class EvictionPool {
  /** As many as Redis keeps. */
  private static final int SIZE = 16;

  /** Where the next look at keys with a deadline begins, which may be few and far between. */
  long position;

  private final @Nullable Keyspace[] keyspaces = new Keyspace[SIZE];
  private final long[] hashes = new long[SIZE];

  /** From the worst candidate to the best. */
  private final long[] scores = new long[SIZE];

  private int count;

  /** Whether a candidate of that score would be kept. */
  boolean wants(long score) {
    return count < SIZE || score > scores[0];
  }

  /** Takes a candidate in, in the place of the worst one where there are many. */
  void offer(Keyspace keyspace, long hash, long score) {
    if (!wants(score)) {
      return;
    }
    forget(hash);
    if (count == SIZE) {
      removeAt(0);
    }
    int at = count;
    // Below its equals, as in Redis: those that were found before go before.
    while (at > 0 && scores[at - 1] >= score) {
      at--;
    }
    System.arraycopy(keyspaces, at, keyspaces, at + 1, count - at);
    System.arraycopy(hashes, at, hashes, at + 1, count - at);
    System.arraycopy(scores, at, scores, at + 1, count - at);
    keyspaces[at] = keyspace;
    hashes[at] = hash;
    scores[at] = score;
    count++;
  }

  private void forget(long hash) {
    for (int i = 0; i < count; i++) {
      if (hashes[i] == hash) {
        removeAt(i);
        return;
      }
    }
  }

  private void removeAt(int at) {
    count--;
    System.arraycopy(keyspaces, at + 1, keyspaces, at, count - at);
    System.arraycopy(hashes, at + 1, hashes, at, count - at);
    System.arraycopy(scores, at + 1, scores, at, count - at);
    keyspaces[count] = null;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** The keyspace of the best candidate. */
  @Nullable Keyspace bestKeyspace() {
    return keyspaces[count - 1];
  }

  /** The hash of the best candidate's key. */
  long bestHash() {
    return hashes[count - 1];
  }

  /** How much spoke for it when it was looked at. */
  long bestScore() {
    return scores[count - 1];
  }

  void removeBest() {
    count--;
    keyspaces[count] = null;
  }

  /** Forgets all, as where they were judged by another policy. */
  void clear() {
    count = 0;
    Arrays.fill(keyspaces, null);
  }
}
