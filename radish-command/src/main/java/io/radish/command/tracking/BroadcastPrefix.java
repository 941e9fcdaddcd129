// SPDX-License-Identifier: Apache-2.0
package io.radish.command.tracking;

import io.radish.memory.ByteView;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A beginning of keys, with those who are told of all keys that begin so. */
final class BroadcastPrefix implements Comparable<BroadcastPrefix> {
  private final byte[] bytes;
  private final Set<Tracker> trackers = ConcurrentHashMap.newKeySet();

  BroadcastPrefix(byte[] bytes) {
    this.bytes = bytes;
  }

  byte[] bytes() {
    return bytes;
  }

  Set<Tracker> trackers() {
    return trackers;
  }

  boolean begins(ByteView key) {
    return key.startsWith(bytes);
  }

  @Override
  public int compareTo(BroadcastPrefix other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BroadcastPrefix prefix && Arrays.equals(bytes, prefix.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
