// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.effect.Effects;
import io.radish.effect.StreamEffect;
import io.radish.memory.ByteView;
import io.radish.value.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Writes effects down as text, to compare what went in with what came out: a line a unit. */
final class EffectLines implements UnitSink, Effects {
  private final List<String> units = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private final StringBuilder unit = new StringBuilder();
  private boolean inside;

  /** The units so far. */
  List<String> units() {
    return units;
  }

  /** When their batches were closed. */
  List<Long> times() {
    return times;
  }

  @Override
  public Effects begin(long number, long timeMillis) {
    if (inside) {
      throw new AssertionError("a unit inside of another");
    }
    inside = true;
    unit.append(number);
    times.add(timeMillis);
    return this;
  }

  @Override
  public void end() {
    inside = false;
    units.add(unit.toString());
    unit.setLength(0);
  }

  private void add(Object... parts) {
    unit.append(" |");
    for (Object part : parts) {
      unit.append(' ').append(part instanceof ByteView view ? text(view) : part);
    }
  }

  private static String text(ByteView view) {
    return view.length() > 200
        ? view.length() + "#" + Arrays.hashCode(view.toBytes())
        : Base64.getEncoder().encodeToString(view.toBytes());
  }

  @Override
  public void create(String keyspace, long ttlMillis) {
    add("create", keyspace, ttlMillis);
  }

  @Override
  public void delete(String keyspace) {
    add("delete", keyspace);
  }

  @Override
  public void limit(String keyspace, long maxBytes, String policy) {
    add("limit", keyspace, maxBytes, policy);
  }

  @Override
  public void clear(String keyspace) {
    add("clear", keyspace);
  }

  @Override
  public void swap(String first, String second) {
    add("swap", first, second);
  }

  @Override
  public void replace(String keyspace, long ttlMillis, String source) {
    add("replace", keyspace, ttlMillis, source);
  }

  @Override
  public void setString(String keyspace, ByteView key, ByteView value, long deadline) {
    add("set", keyspace, key, value, deadline);
  }

  @Override
  public void remove(String keyspace, ByteView key) {
    add("remove", keyspace, key);
  }

  @Override
  public void rename(String keyspace, ByteView key, ByteView target) {
    add("rename", keyspace, key, target);
  }

  @Override
  public void copy(String keyspace, ByteView key, ByteView target) {
    add("copy", keyspace, key, target);
  }

  @Override
  public void setDeadline(String keyspace, ByteView key, long deadline) {
    add("deadline", keyspace, key, deadline);
  }

  @Override
  public void append(String keyspace, ByteView key, ByteView tail) {
    add("append", keyspace, key, tail);
  }

  @Override
  public void setRange(String keyspace, ByteView key, int offset, ByteView bytes) {
    add("range", keyspace, key, offset, bytes);
  }

  @Override
  public void put(String keyspace, ByteView key, ValueType type, int count) {
    add("put", keyspace, key, type.label(), count);
  }

  @Override
  public void take(String keyspace, ByteView key, ValueType type, int count) {
    add("take", keyspace, key, type.label(), count);
  }

  @Override
  public void setFieldDeadline(String keyspace, ByteView key, long deadline, int count) {
    add("setFieldDeadline", keyspace, key, deadline, count);
  }

  @Override
  public void entry(ByteView first, ByteView second) {
    add("entry", first, second);
  }

  @Override
  public void stream(String keyspace, ByteView key, StreamEffect effect) {
    switch (effect) {
      case StreamEffect.Add add -> add("xadd", keyspace, key, add.id(), add.fields());
      case StreamEffect.CreateGroup create ->
          add("xgroup", keyspace, key, create.group(), create.last(), create.read());
      case StreamEffect.SetGroup set ->
          add("xgroup set", keyspace, key, set.group(), set.last(), set.read());
      case StreamEffect.DestroyGroup destroy -> add("xdestroy", keyspace, key, destroy.group());
      case StreamEffect.CreateConsumer create ->
          add("xconsumer", keyspace, key, create.group(), create.consumer());
      case StreamEffect.DeleteConsumer delete ->
          add("xdelconsumer", keyspace, key, delete.group(), delete.consumer());
      case StreamEffect.Claim claim ->
          add(
              "xclaim",
              keyspace,
              key,
              claim.group(),
              claim.consumer(),
              claim.ids(),
              claim.deliveredMillis(),
              claim.deliveries());
      case StreamEffect.Acknowledge acknowledge ->
          add("xack", keyspace, key, acknowledge.group(), acknowledge.ids());
      case StreamEffect.Delete _, StreamEffect.Trim _, StreamEffect.SetIds _ ->
          add("stream", keyspace, key, effect);
    }
  }

  @Override
  public void push(String keyspace, ByteView key, boolean left, int count) {
    add("push", keyspace, key, left, count);
  }

  @Override
  public void element(ByteView element) {
    add("element", element);
  }

  @Override
  public void drop(String keyspace, ByteView key, boolean left, long count) {
    add("drop", keyspace, key, left, count);
  }

  @Override
  public void setElement(String keyspace, ByteView key, long index, ByteView element) {
    add("element", keyspace, key, index, element);
  }

  @Override
  public void insertElement(
      String keyspace, ByteView key, boolean after, ByteView pivot, ByteView element) {
    add("insert", keyspace, key, after, pivot, element);
  }

  @Override
  public void removeElements(
      String keyspace, ByteView key, ByteView element, boolean fromTail, long limit) {
    add("take", keyspace, key, element, fromTail, limit);
  }

  @Override
  public void rotate(String keyspace, ByteView key, boolean left) {
    add("rotate", keyspace, key, left);
  }
}
