// SPDX-License-Identifier: Apache-2.0
package io.radish.snapshot;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.value.RecordLayout;
import io.radish.value.ValueType;

/**
 * A sink that keeps nothing and says about how much memory the entries would take: strings to the
 * byte, collections by what their elements take on the average.
 */
public final class MeasuredEntries implements EntrySink {
  /** What a record's slot in its index takes: 64 bytes for twelve, two thirds of them used. */
  private static final int SLOT_BYTES = 8;

  /** What an element takes beside its bytes. */
  private static final int ELEMENT_BYTES = 4;

  /** What a field's deadline takes: ten bytes packed, the rest in trees. */
  private static final int DEADLINE_BYTES = 50;

  private final long nowMillis;
  private boolean past;
  private boolean hasDeadline;
  private int keyLength;
  private long length;
  private long bytes;

  /**
   * Makes the sink.
   *
   * @param nowMillis what counts as past, and takes nothing
   */
  public MeasuredEntries(long nowMillis) {
    this.nowMillis = nowMillis;
  }

  /** The bytes of all entries so far. */
  public long bytes() {
    return bytes;
  }

  private void begin(ByteView key, long expiresAtMillis, long valueLength) {
    hasDeadline = expiresAtMillis != EntryCursor.NO_EXPIRY;
    past = hasDeadline && expiresAtMillis <= nowMillis;
    keyLength = key.length();
    length = valueLength;
  }

  private void end() {
    if (!past) {
      int stored = (int) Math.min(length, Integer.MAX_VALUE);
      long record = RecordLayout.bytes(keyLength, stored, hasDeadline) + length - stored;
      bytes += ShardMemory.blockBytes(record) + SLOT_BYTES;
    }
  }

  @Override
  public void string(ByteView key, long expiresAtMillis, ByteView value) {
    begin(key, expiresAtMillis, value.length());
    end();
  }

  @Override
  public void beginString(ByteView key, long expiresAtMillis, int valueLength) {
    begin(key, expiresAtMillis, valueLength);
  }

  @Override
  public void stringPart(ByteView part) {}

  @Override
  public void endString() {
    end();
  }

  @Override
  public void beginCollection(ValueType type, ByteView key, long expiresAtMillis) {
    begin(key, expiresAtMillis, 0);
  }

  @Override
  public void element(ByteView element) {
    length += element.length() + ELEMENT_BYTES;
  }

  @Override
  public void elementDeadline(long expiresAtMillis) {
    length += DEADLINE_BYTES;
  }

  @Override
  public void endCollection() {
    if (length > 0) {
      end();
    }
  }
}
