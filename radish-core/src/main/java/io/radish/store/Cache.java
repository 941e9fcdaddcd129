// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.Kind;
import io.radish.value.ListCursor;
import io.radish.value.ListValue;
import io.radish.value.RecordLayout;
import io.radish.value.ValueType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A keyspace as a Java program uses it: strings and lists under text keys.
 *
 * <p>It holds a name, not an object: after the cache was deleted it reads as empty, and the first
 * write makes it again; a write to a deleted expiring store is an {@link IllegalArgumentException}.
 * A key that holds another type is a {@link ClassCastException} that names both types. Text is
 * UTF-8. Safe for any number of threads.
 */
public final class Cache {
  private final Store store;
  private final KeyspaceName name;

  Cache(Store store, KeyspaceName name) {
    this.store = store;
    this.name = name;
  }

  /** The name this cache is found by. */
  public KeyspaceName name() {
    return name;
  }

  /** Sets {@code key} to a string; a deadline it had is gone. */
  public void set(String key, String value) {
    set(key, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Sets {@code key} to a string of bytes; a deadline it had is gone. */
  public void set(String key, byte[] value) {
    write(
        key,
        (keyspace, at) -> {
          long now = store.now();
          keyspace.setString(at, ByteView.of(value), keyspace.defaultDeadline(now), now);
          return true;
        });
  }

  /** Sets {@code key} to a string that lives for {@code ttl}, at least a millisecond. */
  public void set(String key, String value, Duration ttl) {
    if (ttl.toMillis() < 1) {
      throw new IllegalArgumentException("ttl: at least 1 ms, not " + ttl);
    }
    write(
        key,
        (keyspace, at) -> {
          long now = store.now();
          keyspace.setString(at, ByteView.of(value), Math.addExact(now, ttl.toMillis()), now);
          return true;
        });
  }

  /** The string at {@code key}. */
  public Optional<String> get(String key) {
    return getBytes(key).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** The bytes of the string at {@code key}. */
  public Optional<byte[]> getBytes(String key) {
    return Optional.ofNullable(
        read(key, ValueType.STRING, entry -> entry.value(new ByteView()).toBytes()));
  }

  /** Removes {@code key}; whether it was there. */
  public boolean delete(String key) {
    Boolean deleted = locked(key, false, (keyspace, at) -> keyspace.remove(at, store.now()));
    return deleted != null && deleted;
  }

  /** Whether {@code key} is there. */
  public boolean contains(String key) {
    return read(key, null, entry -> true) != null;
  }

  /** Adds elements at the tail of the list at {@code key}; its new length. */
  public long pushRight(String key, String... elements) {
    return push(key, false, elements);
  }

  /** Adds elements at the head of the list at {@code key}, one after the other; its new length. */
  public long pushLeft(String key, String... elements) {
    return push(key, true, elements);
  }

  private long push(String key, boolean left, String... elements) {
    if (elements.length == 0) {
      throw new IllegalArgumentException("elements: at least one");
    }
    return write(
        key,
        (keyspace, at) -> {
          long now = store.now();
          Entry list = keyspace.find(at, now);
          if (list != null) {
            expect(list, ValueType.LIST, key);
          }
          IntFunction<ByteView> views = i -> ByteView.of(elements[i]);
          return ListValue.length(
              keyspace.lists().push(at, list, left, elements.length, views, now));
        });
  }

  /** Takes the head of the list at {@code key}. */
  public Optional<String> popLeft(String key) {
    return pop(key, true);
  }

  /** Takes the tail of the list at {@code key}. */
  public Optional<String> popRight(String key) {
    return pop(key, false);
  }

  private Optional<String> pop(String key, boolean left) {
    return Optional.ofNullable(
        locked(
            key,
            false,
            (keyspace, at) -> {
              long now = store.now();
              Entry list = keyspace.find(at, now);
              if (list == null) {
                return null;
              }
              expect(list, ValueType.LIST, key);
              ByteView element = new ByteView();
              long index = left ? 0 : ListValue.length(list) - 1;
              ListValue.at(list, index, new ListCursor(list.memory())).next(element);
              String text = element.toText();
              keyspace.lists().drop(list, left, 1, now);
              return text;
            }));
  }

  /**
   * The elements of the list at {@code key}, from head to tail; none where there is no such key.
   */
  public List<String> list(String key) {
    List<String> elements =
        read(
            key,
            ValueType.LIST,
            list -> {
              List<String> read = new ArrayList<>();
              ListCursor cursor = new ListCursor(list.memory()).open(list);
              ByteView element = new ByteView();
              while (cursor.next(element)) {
                read.add(element.toText());
              }
              return read;
            });
    return elements == null ? List.of() : elements;
  }

  /** Lets {@code key} live for {@code ttl} from now on; false where it is not there. */
  public boolean expire(String key, Duration ttl) {
    Boolean found =
        locked(
            key,
            false,
            (keyspace, at) -> {
              long now = store.now();
              Entry entry = keyspace.find(at, now);
              if (entry == null) {
                return false;
              }
              if (ttl.toMillis() <= 0) {
                keyspace.remove(entry, now);
              } else {
                keyspace.setDeadline(entry, Math.addExact(now, ttl.toMillis()));
              }
              return true;
            });
    return found != null && found;
  }

  /** The milliseconds that {@code key} still lives; empty where it is not there or stays. */
  public OptionalLong ttlMillis(String key) {
    Long left =
        read(
            key,
            null,
            entry ->
                entry.deadline() == RecordLayout.NO_DEADLINE ? -1 : entry.deadline() - store.now());
    return left == null || left < 0 ? OptionalLong.empty() : OptionalLong.of(left);
  }

  /** The keys, in no order. */
  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    Keyspace keyspace = store.find(name);
    if (keyspace != null) {
      ByteView view = new ByteView();
      store
          .scanner()
          .scan(
              keyspace,
              0,
              Long.MAX_VALUE,
              store.now(),
              entry -> keys.add(entry.key(view).toText()));
    }
    return keys;
  }

  /** The number of keys. */
  public long size() {
    Keyspace keyspace = store.find(name);
    return keyspace == null ? 0 : keyspace.size();
  }

  /** Removes every key, at once. */
  public void clear() {
    Keyspace keyspace = store.find(name);
    if (keyspace != null) {
      store.clear(keyspace);
    }
  }

  private <T> @Nullable T read(
      String key, @Nullable ValueType wanted, Function<Entry, @Nullable T> reader) {
    return locked(
        key,
        false,
        (keyspace, at) -> {
          Entry entry = keyspace.find(at, store.now());
          if (entry == null) {
            return null;
          }
          if (wanted != null) {
            expect(entry, wanted, key);
          }
          return reader.apply(entry);
        });
  }

  private <T> T write(String key, BiFunction<Keyspace, Key, @Nullable T> work) {
    T result = locked(key, true, work);
    if (result == null) {
      throw new IllegalStateException("a write gives a result");
    }
    return result;
  }

  private <T> @Nullable T locked(
      String key, boolean create, BiFunction<Keyspace, Key, @Nullable T> work) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    Key at = store.newKey().set(bytes, 0, bytes.length);
    ShardLocks locks = store.newLocks();
    locks.add(at);
    locks.acquireUninterruptibly();
    try {
      Keyspace keyspace = create ? store.findOrCreate(name) : store.find(name);
      return keyspace == null ? null : work.apply(keyspace, at);
    } finally {
      locks.release();
    }
  }

  private static void expect(Entry entry, ValueType wanted, String key) {
    if (Kind.typeOf(entry.kind()) != wanted) {
      throw new ClassCastException(
          "'" + key + "' holds a " + entry.type().label() + ", not a " + wanted.label());
    }
  }
}
