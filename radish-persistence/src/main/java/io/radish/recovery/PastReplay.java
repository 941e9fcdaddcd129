// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.effect.Effects;
import io.radish.effect.StreamEffect;
import io.radish.journal.UnitSink;
import io.radish.memory.ByteView;
import io.radish.store.KeyspaceName;
import io.radish.value.ValueType;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Makes again, in a scratch keyspace, what happened to the content of one keyspace, and follows
 * what happened to the keyspace of that name itself. Used by one thread.
 *
 * <p>The two part ways where keyspaces are swapped: names and times-to-live stay, contents change
 * places.
 *
 * <pre>
 *   base             swap users other         asked for
 *    |--- content of other ---|--- content of users ---|
 * </pre>
 *
 * So the content is followed by the name it had at the base, which nobody knows before the journal
 * was read. The first reading takes it for the same name, and learns on the way whose it was; only
 * where that was another one the journal is read again.
 */
final class PastReplay implements UnitSink, Effects {
  private final String keyspace;
  private final ScratchKeyspace scratch;
  private final BooleanSupplier cancelled;

  /** Whose content, at the base, the keyspaces have now; itself where it is not in here. */
  private final Map<String, String> origins = new HashMap<>();

  /** The name under which the content is now. */
  private String current;

  private boolean exists;
  private long ttlMillis;
  private long number;
  private boolean inSeries;

  /**
   * Makes a replay, which begins behind a base.
   *
   * @param origin whose content it is that the keyspace will have
   * @param exists whether there was the keyspace
   * @param ttlMillis what its time-to-live was
   * @param cancelled whether to give up, looked at all the time
   */
  PastReplay(
      KeyspaceName keyspace,
      String origin,
      boolean exists,
      long ttlMillis,
      ScratchKeyspace scratch,
      BooleanSupplier cancelled) {
    this.keyspace = keyspace.toString();
    this.current = origin;
    this.exists = exists;
    this.ttlMillis = ttlMillis;
    this.scratch = scratch;
    this.cancelled = cancelled;
  }

  /** Thrown through the reader where nobody wants the rest. */
  static final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CancelledException() {
      super("given up, because the journal closes", null, false, false);
    }
  }

  /** The unit begun last. */
  long number() {
    return number;
  }

  /** Whose content, at the base, the keyspace has. */
  String origin() {
    return origins.getOrDefault(keyspace, keyspace);
  }

  boolean exists() {
    return exists;
  }

  long ttlMillis() {
    return ttlMillis;
  }

  @Override
  public Effects begin(long unit, long timeMillis) {
    number = unit;
    if (cancelled.getAsBoolean()) {
      throw new CancelledException();
    }
    return this;
  }

  @Override
  public void end() {}

  // ---- keyspaces ----

  @Override
  public void create(String name, long ttl) {
    if (name.equals(keyspace) && !exists) {
      exists = true;
      ttlMillis = ttl;
    }
  }

  @Override
  public void delete(String name) {
    if (name.equals(keyspace)) {
      exists = false;
      ttlMillis = 0;
    }
    if (name.equals(current)) {
      scratch.clear();
    }
  }

  /** What a restored keyspace may take is what it may take now. */
  @Override
  public void limit(String name, long maxBytes, String policy) {
    exists |= name.equals(keyspace);
  }

  @Override
  public void clear(String name) {
    if (isWanted(name)) {
      scratch.clear();
    }
  }

  @Override
  public void swap(String first, String second) {
    exists |= first.equals(keyspace) || second.equals(keyspace);
    String origin = origins.getOrDefault(first, first);
    origins.put(first, origins.getOrDefault(second, second));
    origins.put(second, origin);
    if (first.equals(current)) {
      current = second;
    } else if (second.equals(current)) {
      current = first;
    }
  }

  @Override
  public void replace(String name, long ttl, String source) {
    if (name.equals(keyspace)) {
      exists = true;
      ttlMillis = ttl;
    }
    if (name.equals(current)) {
      try {
        scratch.restore(source);
      } catch (IOException e) {
        throw Replay.unreadable(e);
      }
    }
  }

  // ---- keys ----

  /** Whether an effect is one on the content that is followed. */
  private boolean isWanted(String name) {
    if (name.equals(keyspace)) {
      exists = true;
    }
    return name.equals(current);
  }

  private Effects effects() {
    return scratch.effects();
  }

  @Override
  public void setString(String name, ByteView key, ByteView value, long deadline) {
    if (isWanted(name)) {
      effects().setString(ScratchKeyspace.NAME, key, value, deadline);
    }
  }

  @Override
  public void remove(String name, ByteView key) {
    if (isWanted(name)) {
      effects().remove(ScratchKeyspace.NAME, key);
    }
  }

  @Override
  public void setDeadline(String name, ByteView key, long deadline) {
    if (isWanted(name)) {
      effects().setDeadline(ScratchKeyspace.NAME, key, deadline);
    }
  }

  @Override
  public void rename(String name, ByteView key, ByteView target) {
    if (isWanted(name)) {
      effects().rename(ScratchKeyspace.NAME, key, target);
    }
  }

  @Override
  public void copy(String name, ByteView key, ByteView target) {
    if (isWanted(name)) {
      effects().copy(ScratchKeyspace.NAME, key, target);
    }
  }

  @Override
  public void append(String name, ByteView key, ByteView tail) {
    if (isWanted(name)) {
      effects().append(ScratchKeyspace.NAME, key, tail);
    }
  }

  @Override
  public void setRange(String name, ByteView key, int offset, ByteView bytes) {
    if (isWanted(name)) {
      effects().setRange(ScratchKeyspace.NAME, key, offset, bytes);
    }
  }

  @Override
  public void put(String name, ByteView key, ValueType type, int count) {
    inSeries = isWanted(name);
    if (inSeries) {
      effects().put(ScratchKeyspace.NAME, key, type, count);
    }
  }

  @Override
  public void take(String name, ByteView key, ValueType type, int count) {
    inSeries = isWanted(name);
    if (inSeries) {
      effects().take(ScratchKeyspace.NAME, key, type, count);
    }
  }

  @Override
  public void setFieldDeadline(String name, ByteView key, long deadline, int count) {
    inSeries = isWanted(name);
    if (inSeries) {
      effects().setFieldDeadline(ScratchKeyspace.NAME, key, deadline, count);
    }
  }

  @Override
  public void entry(ByteView first, ByteView second) {
    if (inSeries) {
      effects().entry(first, second);
    }
  }

  @Override
  public void stream(String name, ByteView key, StreamEffect effect) {
    if (isWanted(name)) {
      effects().stream(ScratchKeyspace.NAME, key, effect);
    }
  }

  @Override
  public void push(String name, ByteView key, boolean left, int count) {
    inSeries = isWanted(name);
    if (inSeries) {
      effects().push(ScratchKeyspace.NAME, key, left, count);
    }
  }

  @Override
  public void element(ByteView element) {
    if (inSeries) {
      effects().element(element);
    }
  }

  @Override
  public void drop(String name, ByteView key, boolean left, long count) {
    if (isWanted(name)) {
      effects().drop(ScratchKeyspace.NAME, key, left, count);
    }
  }

  @Override
  public void setElement(String name, ByteView key, long index, ByteView element) {
    if (isWanted(name)) {
      effects().setElement(ScratchKeyspace.NAME, key, index, element);
    }
  }

  @Override
  public void insertElement(
      String name, ByteView key, boolean after, ByteView pivot, ByteView element) {
    if (isWanted(name)) {
      effects().insertElement(ScratchKeyspace.NAME, key, after, pivot, element);
    }
  }

  @Override
  public void removeElements(
      String name, ByteView key, ByteView element, boolean fromTail, long limit) {
    if (isWanted(name)) {
      effects().removeElements(ScratchKeyspace.NAME, key, element, fromTail, limit);
    }
  }

  @Override
  public void rotate(String name, ByteView key, boolean left) {
    if (isWanted(name)) {
      effects().rotate(ScratchKeyspace.NAME, key, left);
    }
  }
}
