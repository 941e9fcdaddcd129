// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.event.StoreEvent;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.BiConsumer;

/** Settings of a store. */
public final class StoreBuilder {
  /** Shards for each core, so that two threads rarely meet at one lock. */
  private static final int SHARDS_PER_CORE = 8;

  private static final int MIN_SHARDS = 16;
  private static final int MAX_SHARDS = 512;

  int shards = powerOfTwo(Runtime.getRuntime().availableProcessors() * SHARDS_PER_CORE);
  Clock clock = Clock.systemUTC();
  long seed = new SecureRandom().nextLong();
  BiConsumer<StoreEvent, RuntimeException> onListenerFailure =
      (event, failure) ->
          System.getLogger("io.radish.event")
              .log(System.Logger.Level.WARNING, "a listener failed", failure);

  StoreBuilder() {}

  /** The number of shards, rounded up to a power of two, 1 to 512. */
  public StoreBuilder shards(int count) {
    if (count < 1 || count > MAX_SHARDS) {
      throw new IllegalArgumentException("shards: 1 to " + MAX_SHARDS + ", not " + count);
    }
    this.shards = Integer.highestOneBit(count * 2 - 1);
    return this;
  }

  /** Where the time comes from. */
  public StoreBuilder clock(Clock clock) {
    this.clock = clock;
    return this;
  }

  /** The seed of the hash; random unless a test wants the same order again. */
  public StoreBuilder seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** Who is told of a listener that throws. */
  public StoreBuilder onListenerFailure(BiConsumer<StoreEvent, RuntimeException> handler) {
    this.onListenerFailure = handler;
    return this;
  }

  /** Makes the store. */
  public Store build() {
    return new Store(this);
  }

  private static int powerOfTwo(int count) {
    return Math.clamp(Integer.highestOneBit(count * 2 - 1), MIN_SHARDS, MAX_SHARDS);
  }
}
