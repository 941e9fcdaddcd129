// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.effect.EffectUnit;
import io.radish.effect.StreamEffect;
import io.radish.memory.ByteView;
import io.radish.value.RecordLayout;
import io.radish.value.Scores;
import io.radish.value.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * A unit being written: effects become commands in its own buffer, and {@link #commit} hands them
 * to the {@link BatchBuffer}. Used by one thread.
 */
final class EffectEncoder implements EffectUnit {
  private static final byte[] END = {'\r', '\n'};
  private static final byte BULK = '$';
  private static final byte ARRAY = '*';

  private static final byte[] SET = Word.SET.command(3);
  private static final byte[] SET_UNTIL = Word.SET.command(5);
  private static final byte[] PXAT = Word.bulk("PXAT");
  private static final byte[] PX = Word.bulk("PX");
  private static final byte[] DEL = Word.DEL.command(2);
  private static final byte[] RENAME = Word.RENAME.command(3);
  private static final byte[] COPY = Word.COPY.command(4);
  private static final byte[] REPLACE = Word.bulk("REPLACE");
  private static final byte[] PEXPIREAT = Word.PEXPIREAT.command(3);
  private static final byte[] PERSIST = Word.PERSIST.command(2);
  private static final byte[] APPEND = Word.APPEND.command(3);
  private static final byte[] SETRANGE = Word.SETRANGE.command(4);
  private static final byte[] HSET = Word.HSET.bulk();
  private static final byte[] HDEL = Word.HDEL.bulk();
  private static final byte[] HPEXPIREAT = Word.HPEXPIREAT.bulk();
  private static final byte[] HPERSIST = Word.HPERSIST.bulk();
  private static final byte[] FIELDS = Word.bulk("FIELDS");
  private static final byte[] SADD = Word.SADD.bulk();
  private static final byte[] SREM = Word.SREM.bulk();
  private static final byte[] ZADD = Word.ZADD.bulk();
  private static final byte[] ZREM = Word.ZREM.bulk();
  private static final byte[] LPUSH = Word.LPUSH.bulk();
  private static final byte[] RPUSH = Word.RPUSH.bulk();
  private static final byte[] LPOP = Word.LPOP.command(3);
  private static final byte[] RPOP = Word.RPOP.command(3);
  private static final byte[] LSET = Word.LSET.command(4);
  private static final byte[] LINSERT = Word.LINSERT.command(5);
  private static final byte[] LREM = Word.LREM.command(4);
  private static final byte[] LMOVE = Word.LMOVE.command(5);
  private static final byte[] LIMIT = Word.CACHECONFIG.command(7);
  private static final byte[] LIMIT_SET = Word.bulk("SET");
  private static final byte[] LIMIT_BYTES = Word.bulk("maxmemory");
  private static final byte[] LIMIT_POLICY = Word.bulk("policy");
  private static final byte[] FLUSHDB = Word.FLUSHDB.command(1);
  private static final byte[] BEFORE = Word.bulk("BEFORE");
  private static final byte[] AFTER = Word.bulk("AFTER");
  private static final byte[] LEFT = Word.bulk("LEFT");
  private static final byte[] RIGHT = Word.bulk("RIGHT");

  private final BatchBuffer target;
  private final UnitBuffer out;
  private final StreamEncoder streams;
  private final Selections selections = new Selections();

  /** How many commands the unit has. */
  private int commands;

  /** The keyspace of the first effect that has one selected, and how that is done. */
  private @Nullable String first;

  private byte[] select = {};

  /** The keyspace that is selected behind the last effect. */
  private @Nullable String current;

  /** The type whose entries come, and whether each has a second element. */
  private ValueType series = ValueType.LIST;

  private boolean seconds;

  /** The keyspace of an earlier unit's {@link #select}. */
  private @Nullable String known;

  EffectEncoder(BatchBuffer target, BlockPool pool) {
    this.target = target;
    out = new UnitBuffer(pool);
    streams = new StreamEncoder(out);
  }

  @Override
  public void commit() {
    if (commands == 0) {
      return;
    }
    boolean taken = false;
    try {
      if (out.isTorn()) {
        throw new JournalBrokenOffException();
      }
      target.append(this, out);
      taken = true;
    } finally {
      if (!taken) {
        // The data has changed already: what is written down behind this would not fit it.
        out.giveBack();
        target.breakOff();
      }
      out.clear();
      commands = 0;
      first = null;
      current = null;
    }
  }

  // ---- what the batch asks, under its lock ----

  /** Whether several commands have to be held together. */
  boolean isCompound() {
    return commands > 1;
  }

  /** The keyspace that has to be selected before the unit; null for any. */
  @Nullable String firstKeyspace() {
    return first;
  }

  /** The command that selects it. */
  byte[] selectFirst() {
    return select;
  }

  /** The keyspace that is selected behind the unit; null for the one before it. */
  @Nullable String lastKeyspace() {
    return current;
  }

  // ---- keyspaces ----

  @Override
  public void create(String keyspace, long ttlMillis) {
    names(Word.CREATECACHE, Word.CREATESTORE, keyspace, ttlMillis == 0 ? 0 : 2);
    if (ttlMillis != 0) {
      out.put(PX);
      number(ttlMillis);
    }
  }

  @Override
  public void delete(String keyspace) {
    names(Word.DELETECACHE, Word.DELETESTORE, keyspace, 0);
  }

  /** A command with a cache's name, or a cache's and a store's, and {@code more} arguments. */
  private void names(Word ofCache, Word ofStore, String keyspace, int more) {
    commands++;
    int colon = keyspace.indexOf(':');
    if (colon < 0) {
      out.put(ofCache.command(2 + more));
      text(keyspace);
    } else {
      out.put(ofStore.command(3 + more));
      text(keyspace.substring(0, colon));
      text(keyspace.substring(colon + 1));
    }
  }

  @Override
  public void limit(String keyspace, long maxBytes, String policy) {
    commands++;
    out.put(LIMIT);
    out.put(LIMIT_SET);
    text(keyspace);
    out.put(LIMIT_BYTES);
    number(maxBytes);
    out.put(LIMIT_POLICY);
    text(policy);
  }

  @Override
  public void clear(String keyspace) {
    in(keyspace);
    out.put(FLUSHDB);
  }

  @Override
  public void swap(String first, String second) {
    commands++;
    out.put(Word.SWAPDB.command(3));
    text(first);
    text(second);
  }

  @Override
  public void replace(String keyspace, long ttlMillis, String source) {
    commands++;
    out.put(Word.RESTOREFILE.command(4));
    text(keyspace);
    number(ttlMillis);
    text(source);
  }

  // ---- keys ----

  @Override
  public void setString(String keyspace, ByteView key, ByteView value, long deadline) {
    in(keyspace);
    if (deadline == RecordLayout.NO_DEADLINE) {
      out.put(SET);
      bulk(key);
      bulk(value);
    } else {
      out.put(SET_UNTIL);
      bulk(key);
      bulk(value);
      out.put(PXAT);
      number(deadline);
    }
  }

  @Override
  public void remove(String keyspace, ByteView key) {
    on(keyspace, DEL, key);
  }

  @Override
  public void rename(String keyspace, ByteView key, ByteView target) {
    on(keyspace, RENAME, key);
    bulk(target);
  }

  @Override
  public void copy(String keyspace, ByteView key, ByteView target) {
    on(keyspace, COPY, key);
    bulk(target);
    out.put(REPLACE);
  }

  @Override
  public void setDeadline(String keyspace, ByteView key, long deadline) {
    if (deadline == RecordLayout.NO_DEADLINE) {
      on(keyspace, PERSIST, key);
    } else {
      on(keyspace, PEXPIREAT, key);
      number(deadline);
    }
  }

  // ---- strings ----

  @Override
  public void append(String keyspace, ByteView key, ByteView tail) {
    on(keyspace, APPEND, key);
    bulk(tail);
  }

  @Override
  public void setRange(String keyspace, ByteView key, int offset, ByteView bytes) {
    on(keyspace, SETRANGE, key);
    number(offset);
    bulk(bytes);
  }

  // ---- hashes, sets, sorted sets ----

  @Override
  public void put(String keyspace, ByteView key, ValueType type, int count) {
    series(keyspace, key, type, put(type), (long) count * type.elementsPerEntry());
    seconds = type.elementsPerEntry() > 1;
  }

  @Override
  public void take(String keyspace, ByteView key, ValueType type, int count) {
    series(keyspace, key, type, take(type), count);
    seconds = false;
  }

  @Override
  public void setFieldDeadline(String keyspace, ByteView key, long deadline, int count) {
    if (deadline == RecordLayout.NO_DEADLINE) {
      series(keyspace, key, ValueType.HASH, HPERSIST, 2L + count);
    } else {
      series(keyspace, key, ValueType.HASH, HPEXPIREAT, 3L + count);
      number(deadline);
    }
    out.put(FIELDS);
    number(count);
    seconds = false;
  }

  private void series(
      String keyspace, ByteView key, ValueType type, byte[] command, long arguments) {
    in(keyspace);
    out.number(ARRAY, 2L + arguments);
    out.put(command);
    bulk(key);
    series = type;
  }

  private static byte[] put(ValueType type) {
    return switch (type) {
      case HASH -> HSET;
      case SET -> SADD;
      case ZSET -> ZADD;
      case STRING, LIST, STREAM ->
          throw new IllegalArgumentException("no entries of a " + type.label());
    };
  }

  private static byte[] take(ValueType type) {
    return switch (type) {
      case HASH -> HDEL;
      case SET -> SREM;
      case ZSET -> ZREM;
      case STRING, LIST, STREAM ->
          throw new IllegalArgumentException("no entries of a " + type.label());
    };
  }

  /** A sorted set's commands have the score first. */
  @Override
  public void entry(ByteView first, ByteView second) {
    if (seconds && series == ValueType.ZSET) {
      text(Scores.text(Scores.score(Scores.bits(second))));
    }
    bulk(first);
    if (seconds && series == ValueType.HASH) {
      bulk(second);
    }
  }

  // ---- streams ----

  @Override
  public void stream(String keyspace, ByteView key, StreamEffect effect) {
    in(keyspace);
    streams.write(key, effect);
  }

  // ---- lists ----

  @Override
  public void push(String keyspace, ByteView key, boolean left, int count) {
    in(keyspace);
    out.number(ARRAY, 2L + count);
    out.put(left ? LPUSH : RPUSH);
    bulk(key);
  }

  @Override
  public void element(ByteView element) {
    bulk(element);
  }

  @Override
  public void drop(String keyspace, ByteView key, boolean left, long count) {
    on(keyspace, left ? LPOP : RPOP, key);
    number(count);
  }

  @Override
  public void setElement(String keyspace, ByteView key, long index, ByteView element) {
    on(keyspace, LSET, key);
    number(index);
    bulk(element);
  }

  @Override
  public void insertElement(
      String keyspace, ByteView key, boolean after, ByteView pivot, ByteView element) {
    on(keyspace, LINSERT, key);
    out.put(after ? AFTER : BEFORE);
    bulk(pivot);
    bulk(element);
  }

  @Override
  public void removeElements(
      String keyspace, ByteView key, ByteView element, boolean fromTail, long limit) {
    on(keyspace, LREM, key);
    number(fromTail ? -limit : limit);
    bulk(element);
  }

  @Override
  public void rotate(String keyspace, ByteView key, boolean left) {
    on(keyspace, LMOVE, key);
    bulk(key);
    out.put(left ? LEFT : RIGHT);
    out.put(left ? RIGHT : LEFT);
  }

  // ---- the parts of a command ----

  /** Begins a command on a key. */
  private void on(String keyspace, byte[] command, ByteView key) {
    in(keyspace);
    out.put(command);
    bulk(key);
  }

  /** Begins a command in a keyspace. */
  @SuppressWarnings("ReferenceEquality") // equal names are mostly the same object: that is faster
  private void in(String keyspace) {
    if (current == null) {
      if (keyspace != known) {
        select = selections.command(keyspace);
        known = keyspace;
      }
      first = keyspace;
      current = keyspace;
    } else if (keyspace != current && !keyspace.equals(current)) {
      // Behind a first command the unit is compound, and what it selects is inside of it.
      out.put(selections.command(keyspace));
      current = keyspace;
    }
    commands++;
  }

  private void bulk(ByteView bytes) {
    out.number(BULK, bytes.length());
    out.put(bytes);
    out.put(END);
  }

  private void text(String text) {
    bulk(ByteView.of(text));
  }

  private void number(long value) {
    out.number(BULK, Decimal.length(value));
    out.digits(value);
  }
}
