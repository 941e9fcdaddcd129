// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key of which somebody has a copy, with all who have; until it changes, which they are told
 * once. Guarded by the lock of its shard.
 */
final class TrackedKey extends KeyWatch {
  /** What one takes on the heap beside the bytes of its key: five objects, and its place. */
  private static final int BYTES = 200;

  /** Up to this many readers are sought by walking them; nearly every key has fewer. */
  private static final int FEW = 8;

  private final KeyTracking tracking;
  private KeyReader[] few = {};
  private @Nullable Set<KeyReader> many;

  TrackedKey(KeyTracking tracking, KeyspaceName keyspaceName, Key key) {
    super(keyspaceName, key);
    this.tracking = tracking;
  }

  /** The heap that it takes, its readers apart. */
  long bytes() {
    return BYTES + (long) key().bytes().length();
  }

  int count() {
    return many == null ? few.length : many.size();
  }

  Collection<KeyReader> readers() {
    return many == null ? List.of(few) : many;
  }

  /** Adds one who has a copy; false where that is known. */
  @SuppressWarnings("ReferenceEquality") // a reader is equal to itself only
  boolean add(KeyReader reader) {
    Set<KeyReader> all = many;
    if (all != null) {
      return all.add(reader);
    }
    for (KeyReader each : few) {
      if (each == reader) {
        return false;
      }
    }
    if (few.length < FEW) {
      few = Arrays.copyOf(few, few.length + 1);
      few[few.length - 1] = reader;
      return true;
    }
    all = Collections.newSetFromMap(new IdentityHashMap<>());
    all.addAll(Arrays.asList(few));
    all.add(reader);
    many = all;
    few = new KeyReader[0];
    return true;
  }

  @Override
  protected boolean changed() {
    tracking.gone(this);
    return false;
  }
}
