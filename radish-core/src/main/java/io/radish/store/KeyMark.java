// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

/**
 * Notes whether a key changes, for one who comes back to it: from {@link Keyspace#mark} on until it
 * is ended.
 *
 * <p>It notes what changes the value or the deadline, also where that comes out as it was; that a
 * key was looked at or used is no change. Where contents are exchanged, all of their keys have
 * changed. Called under the lock of the key's shard, as all of this class.
 */
public final class KeyMark {
  private final Shard shard;
  private final Keyspace keyspace;
  private final Contents contents;
  private final long hash;
  private boolean noted;

  KeyMark(Shard shard, Keyspace keyspace, long hash) {
    this.shard = shard;
    this.keyspace = keyspace;
    this.contents = keyspace.contents();
    this.hash = hash;
  }

  /** Takes note of a change where it is of this key, or of one with the same hash. */
  // What matters is which contents they are, not what they hold.
  @SuppressWarnings("ReferenceEquality")
  void note(Contents changed, long changedHash) {
    noted |= changed == contents && changedHash == hash;
  }

  /** Whether the key has changed. */
  // As above.
  @SuppressWarnings("ReferenceEquality")
  public boolean hasChanged() {
    return noted || !keyspace.isLive() || keyspace.contents() != contents;
  }

  /** Ends it; what changes from now on is not noted. */
  public void end() {
    shard.endMark(this);
  }
}
