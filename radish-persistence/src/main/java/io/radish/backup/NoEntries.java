// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.value.ValueType;

/** A walk over nothing. */
final class NoEntries implements EntryCursor {
  private static IllegalStateException nothing() {
    return new IllegalStateException("there is no entry");
  }

  @Override
  public boolean next() {
    return false;
  }

  @Override
  public ByteView key() {
    throw nothing();
  }

  @Override
  public ValueType type() {
    throw nothing();
  }

  @Override
  public long expiresAtMillis() {
    throw nothing();
  }

  @Override
  public ByteView string() {
    throw nothing();
  }

  @Override
  public long elementCount() {
    throw nothing();
  }

  @Override
  public boolean nextElement() {
    throw nothing();
  }

  @Override
  public ByteView element() {
    throw nothing();
  }

  @Override
  public long elementDeadline() {
    throw nothing();
  }

  @Override
  public void close() {}
}
