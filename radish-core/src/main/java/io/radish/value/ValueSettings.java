// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.SeededHash;

/**
 * What values of one store have in common: the hash of what they hold, and up to what size {@code
 * OBJECT ENCODING} calls a collection by the name of Redis' compact form.
 *
 * <p>The limits rule the names alone, and count when a collection grows, as Redis converts then and
 * never back. Thread-safe.
 */
public final class ValueSettings {
  /** How large a collection of one type may be to be called compact. */
  public static final class Limit {
    private volatile int entries;
    private volatile int bytes;

    Limit(int entries, int bytes) {
      this.entries = entries;
      this.bytes = bytes;
    }

    /** The most entries, {@code …-max-listpack-entries}. */
    public int entries() {
      return entries;
    }

    public void setEntries(int most) {
      entries = most;
    }

    /** The most bytes of a field, member or value, {@code …-max-listpack-value}. */
    public int bytes() {
      return bytes;
    }

    public void setBytes(int most) {
      bytes = most;
    }

    /** Whether a collection of so many entries, with one of so many bytes, is compact. */
    boolean allows(long count, int length) {
      return count <= entries && length <= bytes;
    }
  }

  private final SeededHash hashing;
  private final Limit hashes = new Limit(512, 64);
  private final Limit sets = new Limit(128, 64);
  private final Limit sortedSets = new Limit(128, 64);
  private volatile int intsetEntries = 512;
  private volatile long streamNodeEntries = 100;
  private volatile long streamNodeBytes = 4096;

  /** Makes the usual settings. */
  public ValueSettings(SeededHash hashing) {
    this.hashing = hashing;
  }

  /** The hash of fields and members. */
  public SeededHash hashing() {
    return hashing;
  }

  public Limit hashes() {
    return hashes;
  }

  public Limit sets() {
    return sets;
  }

  public Limit sortedSets() {
    return sortedSets;
  }

  /** The most members of a set of integers, {@code set-max-intset-entries}. */
  public int intsetEntries() {
    return intsetEntries;
  }

  public void setIntsetEntries(int most) {
    intsetEntries = most;
  }

  /** The most entries of what Redis would make a node of a stream; 0 for any number. */
  public long streamNodeEntries() {
    return streamNodeEntries;
  }

  public void setStreamNodeEntries(long most) {
    streamNodeEntries = most;
  }

  /** The most bytes of such a node; 0 for any number. */
  public long streamNodeBytes() {
    return streamNodeBytes;
  }

  public void setStreamNodeBytes(long most) {
    streamNodeBytes = most;
  }
}
