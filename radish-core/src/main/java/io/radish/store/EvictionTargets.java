// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The keyspaces that keys may be evicted from, and how many they have, as they were a moment ago:
 * so that each key is as likely to be looked at as any other.
 */
final class EvictionTargets {
  private final List<Keyspace> keyspaces = new ArrayList<>();
  private final List<Keyspace> limited = new ArrayList<>();

  /** For each keyspace, the keys of it and of those before. */
  private final long[] sums;

  /** Looks at all keyspaces. */
  EvictionTargets(Iterable<Keyspace> all) {
    long sum = 0;
    List<Long> gathered = new ArrayList<>();
    for (Keyspace each : all) {
      if (each.limit().maxBytes() > 0) {
        limited.add(each);
      }
      EvictionPolicy policy = each.policy();
      long keys = !policy.evicts() ? 0 : policy.isVolatile() ? each.withDeadline() : each.size();
      if (keys > 0) {
        sum += keys;
        keyspaces.add(each);
        gathered.add(sum);
      }
    }
    sums = gathered.stream().mapToLong(Long::longValue).toArray();
  }

  /** The keyspaces with a quota. */
  List<Keyspace> limited() {
    return limited;
  }

  boolean isEmpty() {
    return keyspaces.isEmpty();
  }

  /** One of them by chance, those with many keys more often; null where there is none. */
  @Nullable Keyspace pick(SplittableRandom random) {
    if (keyspaces.size() <= 1) {
      return keyspaces.isEmpty() ? null : keyspaces.getFirst();
    }
    int found = Arrays.binarySearch(sums, random.nextLong(sums[sums.length - 1]) + 1);
    return keyspaces.get(found >= 0 ? found : -found - 1);
  }
}
