// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ShardMemory;
import io.radish.memory.VersionedMemory;

/**
 * A record that was found under its shard's lock, and is read while others of the same shard are
 * looked up: for commands over several values.
 *
 * <p>Valid until the lock is let go or the record itself is changed.
 */
public final class HeldEntry extends Entry {
  private final VersionedMemory versions;
  private final ValueSettings settings;

  /** Holds on to what {@code found} points at now. */
  public HeldEntry(Entry found) {
    this.segment = found.segment;
    this.at = found.at;
    this.versions = found.versions();
    this.settings = found.settings();
  }

  @Override
  public ShardMemory memory() {
    return versions.memory();
  }

  @Override
  public VersionedMemory versions() {
    return versions;
  }

  @Override
  public ValueSettings settings() {
    return settings;
  }

  @Override
  public void beforeWrite() {
    throw new IllegalStateException("held to be read only");
  }

  @Override
  public void reshape(int kind, int valueLength, int keep) {
    throw new IllegalStateException("held to be read only");
  }
}
