// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntrySink;
import io.radish.value.ValueType;

/** A sink that keeps nothing, for reading a file only to verify it. */
final class NoSink implements EntrySink {
  @Override
  public void string(ByteView key, long expiresAtMillis, ByteView value) {}

  @Override
  public void beginString(ByteView key, long expiresAtMillis, int length) {}

  @Override
  public void stringPart(ByteView part) {}

  @Override
  public void endString() {}

  @Override
  public void beginCollection(ValueType type, ByteView key, long expiresAtMillis) {}

  @Override
  public void element(ByteView element) {}

  @Override
  public void elementDeadline(long expiresAtMillis) {}

  @Override
  public void endCollection() {}
}
