// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntrySink;
import io.radish.value.ValueType;

/** A sink that passes by as many entries as another has taken already, and hands on the rest. */
final class LaterEntries implements EntrySink {
  private final EntrySink sink;
  private long toPass;

  LaterEntries(EntrySink sink, long toPass) {
    this.sink = sink;
    this.toPass = toPass;
  }

  @Override
  public void string(ByteView key, long expiresAtMillis, ByteView value) {
    if (!passesBy()) {
      sink.string(key, expiresAtMillis, value);
    }
  }

  @Override
  public void beginString(ByteView key, long expiresAtMillis, int length) {
    if (toPass == 0) {
      sink.beginString(key, expiresAtMillis, length);
    }
  }

  @Override
  public void stringPart(ByteView part) {
    if (toPass == 0) {
      sink.stringPart(part);
    }
  }

  @Override
  public void endString() {
    if (!passesBy()) {
      sink.endString();
    }
  }

  @Override
  public void beginCollection(ValueType type, ByteView key, long expiresAtMillis) {
    if (toPass == 0) {
      sink.beginCollection(type, key, expiresAtMillis);
    }
  }

  @Override
  public void element(ByteView element) {
    if (toPass == 0) {
      sink.element(element);
    }
  }

  @Override
  public void elementDeadline(long expiresAtMillis) {
    if (toPass == 0) {
      sink.elementDeadline(expiresAtMillis);
    }
  }

  @Override
  public void endCollection() {
    if (!passesBy()) {
      sink.endCollection();
    }
  }

  /** Ends an entry; whether it is one of those to be passed by. */
  private boolean passesBy() {
    if (toPass == 0) {
      return false;
    }
    toPass--;
    return true;
  }
}
