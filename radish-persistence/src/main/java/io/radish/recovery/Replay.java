// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.journal.UnitSink;
import io.radish.memory.ByteView;
import io.radish.store.EffectApplier;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Makes the units of a journal again, and knows which one it is at. Used by one thread. */
final class Replay implements UnitSink {
  private final EffectApplier effects;
  private final Runnable counted;
  private long number;

  Replay(EffectApplier effects, Runnable counted) {
    this.effects = effects;
    this.counted = counted;
  }

  /** The unit begun last. */
  long number() {
    return number;
  }

  @Override
  public void begin(long unit, long timeMillis) {
    number = unit;
  }

  @Override
  public void end() {
    counted.run();
  }

  /** Carries a failure to read a kept file through those who know of no files. */
  static UncheckedIOException unreadable(IOException e) {
    return new UncheckedIOException(e);
  }

  // ---- what is passed on ----

  @Override
  public void create(String keyspace, long ttlMillis) {
    effects.create(keyspace, ttlMillis);
  }

  @Override
  public void delete(String keyspace) {
    effects.delete(keyspace);
  }

  @Override
  public void clear(String keyspace) {
    effects.clear(keyspace);
  }

  @Override
  public void swap(String first, String second) {
    effects.swap(first, second);
  }

  @Override
  public void replace(String keyspace, long ttlMillis, String source) {
    effects.replace(keyspace, ttlMillis, source);
  }

  @Override
  public void setString(String keyspace, ByteView key, ByteView value, long deadline) {
    effects.setString(keyspace, key, value, deadline);
  }

  @Override
  public void remove(String keyspace, ByteView key) {
    effects.remove(keyspace, key);
  }

  @Override
  public void setDeadline(String keyspace, ByteView key, long deadline) {
    effects.setDeadline(keyspace, key, deadline);
  }

  @Override
  public void rename(String keyspace, ByteView key, ByteView target) {
    effects.rename(keyspace, key, target);
  }

  @Override
  public void copy(String keyspace, ByteView key, ByteView target) {
    effects.copy(keyspace, key, target);
  }

  @Override
  public void append(String keyspace, ByteView key, ByteView tail) {
    effects.append(keyspace, key, tail);
  }

  @Override
  public void setRange(String keyspace, ByteView key, int offset, ByteView bytes) {
    effects.setRange(keyspace, key, offset, bytes);
  }

  @Override
  public void push(String keyspace, ByteView key, boolean left, int count) {
    effects.push(keyspace, key, left, count);
  }

  @Override
  public void element(ByteView element) {
    effects.element(element);
  }

  @Override
  public void drop(String keyspace, ByteView key, boolean left, long count) {
    effects.drop(keyspace, key, left, count);
  }

  @Override
  public void setElement(String keyspace, ByteView key, long index, ByteView element) {
    effects.setElement(keyspace, key, index, element);
  }

  @Override
  public void insertElement(
      String keyspace, ByteView key, boolean after, ByteView pivot, ByteView element) {
    effects.insertElement(keyspace, key, after, pivot, element);
  }

  @Override
  public void removeElements(
      String keyspace, ByteView key, ByteView element, boolean fromTail, long limit) {
    effects.removeElements(keyspace, key, element, fromTail, limit);
  }

  @Override
  public void rotate(String keyspace, ByteView key, boolean left) {
    effects.rotate(keyspace, key, left);
  }
}
