// SPDX-License-Identifier: Apache-2.0
package io.radish.command.pubsub;

import io.radish.memory.ByteView;
import java.util.Arrays;

/** The name of a channel, or a pattern: any bytes. */
final class ChannelName implements Comparable<ChannelName> {
  private final byte[] bytes;
  private final int hash;

  /** Makes a name of bytes that do not change. */
  ChannelName(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  static ChannelName of(ByteView bytes) {
    return new ChannelName(bytes.toBytes());
  }

  /** The bytes; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChannelName name && Arrays.equals(bytes, name.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** Any order, so that a hash table stays fast where somebody chooses names of one hash. */
  @Override
  public int compareTo(ChannelName other) {
    return Arrays.compare(bytes, other.bytes);
  }
}
