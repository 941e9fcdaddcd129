// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.effect.Effects;
import io.radish.journal.SegmentInput.BrokenException;
import io.radish.memory.ByteView;
import io.radish.store.EvictionPolicy;
import io.radish.store.KeyspaceName;
import io.radish.value.RecordLayout;
import io.radish.value.Scores;
import io.radish.value.ValueType;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes effects of the commands of a batch whose check sum was right: the counterpart of the {@link
 * EffectEncoder}. It takes what that writes and nothing else. Used by one thread.
 */
final class EffectDecoder implements Closeable {
  /** Names remembered, so that equal ones are the same object. */
  private static final int MOST_NAMES = 65_536;

  private final SegmentInput in;
  private final StreamDecoder streams;
  private final Argument word = new Argument();
  private final Argument key = new Argument();
  private final Argument first = new Argument();
  private final Argument second = new Argument();
  private final ByteView scoreBytes = new ByteView();
  private final Map<String, String> names = new HashMap<>();

  private Effects effects = NoSink.INSTANCE;
  private String keyspace = KeyspaceName.DEFAULT_LABEL;
  private int arguments;

  EffectDecoder(SegmentInput in) {
    this.in = in;
    this.streams = new StreamDecoder(in);
  }

  /**
   * Passes on the units of a batch that begins where the input stands.
   *
   * @param number the first unit's
   * @param after units up to that number are passed over
   * @return how many were passed on
   */
  long decode(long contentEnd, long number, long timeMillis, long after, UnitSink target)
      throws IOException, BrokenException {
    keyspace = KeyspaceName.DEFAULT_LABEL;
    long passedOn = 0;
    long unit = number;
    while (in.position() < contentEnd) {
      Word next = command();
      if (next == Word.SELECT) {
        select();
        continue;
      }
      boolean wanted = unit > after;
      UnitSink sink = wanted ? target : NoSink.INSTANCE;
      effects = sink.begin(unit, timeMillis);
      if (next == Word.MULTI) {
        compound();
      } else {
        effect(next);
      }
      sink.end();
      passedOn += wanted ? 1 : 0;
      unit++;
    }
    return passedOn;
  }

  private void compound() throws IOException, BrokenException {
    count(1);
    for (Word next = command(); next != Word.EXEC; next = command()) {
      if (next == Word.SELECT) {
        select();
      } else {
        effect(next);
      }
    }
    count(1);
  }

  private Word command() throws IOException, BrokenException {
    arguments = in.count('*');
    ByteView name = word.read(in);
    byte[] bytes = name.array();
    Word known = bytes == null ? null : Word.of(bytes, name.length());
    if (known == null) {
      throw in.broken("a command that no journal has: " + name);
    }
    return known;
  }

  private void count(int wanted) throws BrokenException {
    if (arguments != wanted) {
      throw in.broken("a command with " + arguments + " arguments instead of " + wanted);
    }
  }

  private void select() throws IOException, BrokenException {
    count(2);
    keyspace = name(Selections.keyspace(text()));
  }

  private void effect(Word next) throws IOException, BrokenException {
    switch (next) {
      case CREATECACHE -> create(cache(), 2);
      case CREATESTORE -> create(store(), 3);
      case DELETECACHE -> delete(cache(), 2);
      case DELETESTORE -> delete(store(), 3);
      case CACHECONFIG -> limit();
      case FLUSHDB -> {
        count(1);
        effects.clear(keyspace);
      }
      case SWAPDB -> swap();
      case RESTOREFILE -> replace();
      case SET -> set();
      case DEL -> effects.remove(keyspace, key(2));
      case RENAME -> effects.rename(keyspace, key(3), first.read(in));
      case COPY -> copy();
      case PEXPIREAT -> effects.setDeadline(keyspace, key(3), deadline());
      case PERSIST -> effects.setDeadline(keyspace, key(2), RecordLayout.NO_DEADLINE);
      case APPEND -> effects.append(keyspace, key(3), first.read(in));
      case SETRANGE -> effects.setRange(keyspace, key(4), offset(), first.read(in));
      case HSET -> put(ValueType.HASH);
      case SADD -> put(ValueType.SET);
      case ZADD -> put(ValueType.ZSET);
      case HDEL -> take(ValueType.HASH);
      case HPEXPIREAT -> setFieldDeadline(5);
      case HPERSIST -> setFieldDeadline(4);
      case SREM -> take(ValueType.SET);
      case ZREM -> take(ValueType.ZSET);
      case XADD, XDEL, XTRIM, XSETID, XGROUP, XCLAIM, XACK ->
          streams.pass(next, arguments, keyspace, effects);
      case LPUSH -> push(true);
      case RPUSH -> push(false);
      case LPOP -> effects.drop(keyspace, key(3), true, number());
      case RPOP -> effects.drop(keyspace, key(3), false, number());
      case LSET -> effects.setElement(keyspace, key(4), number(), first.read(in));
      case LINSERT -> insert();
      case LREM -> removeElements();
      case LMOVE -> rotate();
      case SELECT, MULTI, EXEC -> throw in.broken("a " + next + " where an effect has to be");
    }
  }

  // ---- keyspaces ----

  private String cache() throws IOException, BrokenException {
    return name(text());
  }

  private String store() throws IOException, BrokenException {
    String cache = text();
    return name(cache + ":" + text());
  }

  private void create(String name, int named) throws IOException, BrokenException {
    long ttl = 0;
    if (arguments != named) {
      count(named + 2);
      word("PX");
      ttl = number();
    }
    effects.create(name, ttl);
  }

  private void delete(String name, int named) throws BrokenException {
    count(named);
    effects.delete(name);
  }

  private void swap() throws IOException, BrokenException {
    count(3);
    String one = name(text());
    effects.swap(one, name(text()));
  }

  private void limit() throws IOException, BrokenException {
    count(7);
    word("SET");
    String name = name(text());
    word("maxmemory");
    long bytes = number();
    word("policy");
    String policy = text();
    if (bytes < 0 || (!policy.isEmpty() && EvictionPolicy.parse(policy) == null)) {
      throw in.broken("a limit that is none");
    }
    effects.limit(name, bytes, policy);
  }

  private void replace() throws IOException, BrokenException {
    count(4);
    String name = name(text());
    long ttl = number();
    effects.replace(name, ttl, text());
  }

  // ---- keys ----

  private ByteView key(int wanted) throws IOException, BrokenException {
    count(wanted);
    return key.read(in);
  }

  private void set() throws IOException, BrokenException {
    long deadline = RecordLayout.NO_DEADLINE;
    boolean until = arguments != 3;
    ByteView name = key(until ? 5 : 3);
    ByteView value = first.read(in);
    if (until) {
      word("PXAT");
      deadline = deadline();
    }
    effects.setString(keyspace, name, value, deadline);
  }

  private void copy() throws IOException, BrokenException {
    ByteView name = key(4);
    ByteView target = first.read(in);
    word("REPLACE");
    effects.copy(keyspace, name, target);
  }

  private int offset() throws IOException, BrokenException {
    long offset = number();
    if (offset < 0 || offset > Integer.MAX_VALUE) {
      throw in.broken("an offset that is none");
    }
    return (int) offset;
  }

  private long deadline() throws IOException, BrokenException {
    long deadline = number();
    if (deadline == RecordLayout.NO_DEADLINE) {
      throw in.broken("a deadline that is none");
    }
    return deadline;
  }

  // ---- hashes, sets, sorted sets ----

  private void put(ValueType type) throws IOException, BrokenException {
    int count = (arguments - 2) / type.elementsPerEntry();
    if (count < 1 || count * type.elementsPerEntry() != arguments - 2) {
      throw in.broken("a number of arguments that makes no entries");
    }
    effects.put(keyspace, key.read(in), type, count);
    for (int i = 0; i < count; i++) {
      switch (type) {
        case HASH -> {
          ByteView field = first.read(in);
          effects.entry(field, second.read(in));
        }
        case ZSET -> {
          ByteView score = score();
          effects.entry(first.read(in), score);
        }
        default -> {
          ByteView member = first.read(in);
          effects.entry(member, member);
        }
      }
    }
  }

  private ByteView score() throws IOException, BrokenException {
    double score = Scores.parse(second.read(in).toText());
    if (Double.isNaN(score)) {
      throw in.broken("a score that is none");
    }
    return Scores.bytes(Scores.bits(score), scoreBytes);
  }

  private void take(ValueType type) throws IOException, BrokenException {
    int count = arguments - 2;
    if (count < 1) {
      throw in.broken("a removal of nothing");
    }
    effects.take(keyspace, key.read(in), type, count);
    for (int i = 0; i < count; i++) {
      ByteView entry = first.read(in);
      effects.entry(entry, entry);
    }
  }

  /** Reads a command that has {@code before} arguments before the fields. */
  private void setFieldDeadline(int before) throws IOException, BrokenException {
    int count = arguments - before;
    if (count < 1) {
      throw in.broken("a deadline of no field");
    }
    ByteView name = key.read(in);
    long deadline = before == 5 ? deadline() : RecordLayout.NO_DEADLINE;
    if (deadline < RecordLayout.NO_DEADLINE) {
      throw in.broken("a deadline that no field has");
    }
    word("FIELDS");
    if (number() != count) {
      throw in.broken("another number of fields than there are");
    }
    effects.setFieldDeadline(keyspace, name, deadline, count);
    for (int i = 0; i < count; i++) {
      ByteView field = first.read(in);
      effects.entry(field, field);
    }
  }

  // ---- lists ----

  private void push(boolean left) throws IOException, BrokenException {
    int count = arguments - 2;
    if (count < 1) {
      throw in.broken("a push of nothing");
    }
    effects.push(keyspace, key.read(in), left, count);
    for (int i = 0; i < count; i++) {
      effects.element(first.read(in));
    }
  }

  private void insert() throws IOException, BrokenException {
    ByteView name = key(5);
    boolean after = either("AFTER", "BEFORE");
    ByteView pivot = first.read(in);
    effects.insertElement(keyspace, name, after, pivot, second.read(in));
  }

  private void removeElements() throws IOException, BrokenException {
    ByteView name = key(4);
    long limit = number();
    if (limit == 0 || limit == Long.MIN_VALUE) {
      throw in.broken("a number of elements that is none");
    }
    effects.removeElements(keyspace, name, first.read(in), limit < 0, limit < 0 ? -limit : limit);
  }

  private void rotate() throws IOException, BrokenException {
    ByteView name = key(5);
    if (!name.contentEquals(first.read(in))) {
      throw in.broken("a move to another list");
    }
    boolean left = either("LEFT", "RIGHT");
    word(left ? "RIGHT" : "LEFT");
    effects.rotate(keyspace, name, left);
  }

  // ---- arguments ----

  private String text() throws IOException, BrokenException {
    return first.read(in).toText();
  }

  private String name(String text) throws BrokenException {
    String known = names.get(text);
    if (known != null) {
      return known;
    }
    try {
      String name = KeyspaceName.parse(text).toString();
      if (names.size() >= MOST_NAMES) {
        names.clear();
      }
      names.put(name, name);
      return name;
    } catch (IllegalArgumentException e) {
      throw in.broken(String.valueOf(e.getMessage()));
    }
  }

  private long number() throws IOException, BrokenException {
    @Nullable Long number = Decimal.parse(second.read(in));
    if (number == null) {
      throw in.broken("a number that is none");
    }
    return number;
  }

  private void word(String wanted) throws IOException, BrokenException {
    String found = second.read(in).toText();
    if (!found.equals(wanted)) {
      throw in.broken("something else than " + wanted);
    }
  }

  private boolean either(String yes, String no) throws IOException, BrokenException {
    boolean found = second.read(in).contentEquals(ByteView.of(yes));
    if (!found && !second.view().contentEquals(ByteView.of(no))) {
      throw in.broken("neither " + yes + " nor " + no);
    }
    return found;
  }

  /** Gives back what lies outside the heap. */
  @Override
  public void close() {
    word.close();
    key.close();
    first.close();
    second.close();
    streams.close();
  }
}
