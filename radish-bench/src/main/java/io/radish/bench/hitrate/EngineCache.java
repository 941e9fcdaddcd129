// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.hitrate;

import io.radish.memory.ByteView;
import io.radish.store.Admission;
import io.radish.store.EvictionPolicy;
import io.radish.store.Key;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.ManualClock;
import io.radish.store.ShardLocks;
import io.radish.store.Store;
import io.radish.value.Entry;
import io.radish.value.RecordLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/**
 * The engine within this process, driven as a dispatcher drives it. Its clock goes as fast as
 * Redis' reads took, since what is idle for how long is a matter of seconds to both.
 */
final class EngineCache implements CacheUnderTest {
  private final ManualClock clock = new ManualClock();
  private final Store store = Store.builder().clock(clock).seed(11).build();
  private final Keyspace keyspace = store.findOrCreate(KeyspaceName.DEFAULT);
  private final Admission admission = store.limits().newAdmission();
  private final ShardLocks locks = store.newLocks();
  private final Key key = store.newKey();
  private final ByteView value;
  private final Duration perBatch;

  EngineCache(int valueBytes, long nanosPerRead) {
    value = ByteView.of(new byte[valueBytes]);
    perBatch = Duration.ofNanos(nanosPerRead * BATCH);
  }

  @Override
  public int read(int[] keys, int from, int to) {
    boolean[] missed = new boolean[to - from];
    int hits = 0;
    for (int i = from; i < to; i++) {
      missed[i - from] = !find(keys[i]);
      hits += missed[i - from] ? 0 : 1;
    }
    for (int i = from; i < to; i++) {
      if (missed[i - from]) {
        Admission.Answer _ = admission.ask(keyspace, value.length());
        store(keys[i]);
      }
    }
    clock.advance(perBatch);
    return hits;
  }

  private void lock(int number) {
    key.set(ByteView.of(RedisCache.name(number).getBytes(StandardCharsets.US_ASCII)));
    locks.add(key);
    locks.acquireUninterruptibly();
  }

  private boolean find(int number) {
    lock(number);
    try {
      Entry entry = keyspace.find(key, store.now());
      if (entry != null) {
        keyspace.touch(entry, store.now());
      }
      return entry != null;
    } finally {
      locks.release();
    }
  }

  private void store(int number) {
    lock(number);
    try {
      keyspace.setString(key, value, RecordLayout.NO_DEADLINE, store.now());
    } finally {
      locks.release();
    }
  }

  @Override
  public long size() {
    return keyspace.size();
  }

  @Override
  public void limit(int keys, String policy) {
    store.limits().setPolicy(Objects.requireNonNull(EvictionPolicy.parse(policy)));
    for (int i = 0; i < keys; i++) {
      store(i);
    }
    long bytes = store.limits().usedBytes();
    store.clear(keyspace);
    store.limits().setMaxBytes(bytes);
  }

  @Override
  public void adjust(double kept, double wanted) {
    long startup = store.limits().startupBytes();
    double bytes = (store.limits().maxBytes() - startup) * wanted / kept;
    store.limits().setMaxBytes(startup + (long) bytes);
  }

  @Override
  public void clear() {
    store.clear(keyspace);
  }

  @Override
  public void close() {
    store.close();
  }
}
