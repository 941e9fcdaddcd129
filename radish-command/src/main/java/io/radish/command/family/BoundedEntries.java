// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.value.ValueType;

/**
 * Entries of another cursor, of which only so many bytes may be read altogether: an entry, or an
 * element, with which they would be too many is never handed out, so that nobody copies it.
 */
final class BoundedEntries implements EntryCursor {
  /** Says that the bound is passed. */
  static final class PassedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final EntryCursor entries;
  private long room;

  /** Bounds {@code entries}, which the caller closes, to {@code bytes}. */
  BoundedEntries(EntryCursor entries, long bytes) {
    this.entries = entries;
    this.room = bytes;
  }

  private void take(ByteView bytes) {
    room -= bytes.length();
    if (room < 0) {
      throw new PassedException();
    }
  }

  @Override
  public boolean next() {
    if (!entries.next()) {
      return false;
    }
    take(entries.key());
    if (entries.type() == ValueType.STRING) {
      take(entries.string());
    }
    return true;
  }

  @Override
  public boolean nextElement() {
    if (!entries.nextElement()) {
      return false;
    }
    take(entries.element());
    return true;
  }

  @Override
  public ByteView key() {
    return entries.key();
  }

  @Override
  public ValueType type() {
    return entries.type();
  }

  @Override
  public long expiresAtMillis() {
    return entries.expiresAtMillis();
  }

  @Override
  public ByteView string() {
    return entries.string();
  }

  @Override
  public long elementCount() {
    return entries.elementCount();
  }

  @Override
  public ByteView element() {
    return entries.element();
  }

  @Override
  public long elementDeadline() {
    return entries.elementDeadline();
  }

  @Override
  public void close() {
    entries.close();
  }
}
