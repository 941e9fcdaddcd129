// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.effect.Effects;
import io.radish.effect.StreamEffect;
import io.radish.memory.ByteView;
import io.radish.value.ValueType;

/**
 * Takes units and does nothing: for verifying, for those that are not wanted, and for who looks at
 * one kind of effect only.
 */
public class NoSink implements UnitSink, Effects {
  /** One that takes no notice of anything. */
  static final NoSink INSTANCE = new NoSink();

  /** For one that takes notice of something. */
  protected NoSink() {}

  @Override
  public Effects begin(long number, long timeMillis) {
    return this;
  }

  @Override
  public void end() {}

  @Override
  public void create(String keyspace, long ttlMillis) {}

  @Override
  public void delete(String keyspace) {}

  @Override
  public void limit(String keyspace, long maxBytes, String policy) {}

  @Override
  public void clear(String keyspace) {}

  @Override
  public void swap(String first, String second) {}

  @Override
  public void replace(String keyspace, long ttlMillis, String source) {}

  @Override
  public void setString(String keyspace, ByteView key, ByteView value, long deadline) {}

  @Override
  public void remove(String keyspace, ByteView key) {}

  @Override
  public void rename(String keyspace, ByteView key, ByteView target) {}

  @Override
  public void copy(String keyspace, ByteView key, ByteView target) {}

  @Override
  public void setDeadline(String keyspace, ByteView key, long deadline) {}

  @Override
  public void append(String keyspace, ByteView key, ByteView tail) {}

  @Override
  public void setRange(String keyspace, ByteView key, int offset, ByteView bytes) {}

  @Override
  public void put(String keyspace, ByteView key, ValueType type, int count) {}

  @Override
  public void take(String keyspace, ByteView key, ValueType type, int count) {}

  @Override
  public void setFieldDeadline(String keyspace, ByteView key, long deadline, int count) {}

  @Override
  public void entry(ByteView first, ByteView second) {}

  @Override
  public void stream(String keyspace, ByteView key, StreamEffect effect) {}

  @Override
  public void push(String keyspace, ByteView key, boolean left, int count) {}

  @Override
  public void element(ByteView element) {}

  @Override
  public void drop(String keyspace, ByteView key, boolean left, long count) {}

  @Override
  public void setElement(String keyspace, ByteView key, long index, ByteView element) {}

  @Override
  public void insertElement(
      String keyspace, ByteView key, boolean after, ByteView pivot, ByteView element) {}

  @Override
  public void removeElements(
      String keyspace, ByteView key, ByteView element, boolean fromTail, long limit) {}

  @Override
  public void rotate(String keyspace, ByteView key, boolean left) {}
}
