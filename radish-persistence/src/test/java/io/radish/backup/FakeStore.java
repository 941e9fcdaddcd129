// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.EntrySink;
import io.radish.snapshot.KeyspaceLoad;
import io.radish.snapshot.KeyspaceSnapshot;
import io.radish.snapshot.Snapshot;
import io.radish.snapshot.Snapshots;
import io.radish.store.KeyspaceName;
import io.radish.value.Scores;
import io.radish.value.ValueType;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A store as plain maps, for tests of what copies it; half of its bytes lie in native memory. */
public final class FakeStore implements Snapshots {
  /** Bytes that compare by content; printed as text. */
  public record Bytes(String latin1) {
    public static Bytes of(String text) {
      return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Bytes of(byte[] bytes) {
      return new Bytes(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    public static Bytes of(ByteView view) {
      return of(view.toBytes());
    }

    public byte[] bytes() {
      return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * A value: one element for a string.
   *
   * @param deadlines when fields of a hash expire, by the places of their values
   */
  public record Value(
      ValueType type, List<Bytes> elements, long expiresAtMillis, Map<Integer, Long> deadlines) {
    Value(ValueType type, List<Bytes> elements, long expiresAtMillis) {
      this(type, elements, expiresAtMillis, Map.of());
    }
  }

  /** A keyspace. */
  public record Keyspace(long ttlSeconds, Map<Bytes, Value> entries) {}

  private final Clock clock;
  private final Map<KeyspaceName, Keyspace> keyspaces = new TreeMap<>();

  /** Loads are opened and closed by several threads. */
  private final AtomicInteger openLoads = new AtomicInteger();

  public FakeStore(Clock clock) {
    this.clock = clock;
    keyspaces.put(KeyspaceName.DEFAULT, new Keyspace(0, new LinkedHashMap<>()));
  }

  /** Makes a keyspace, or finds it. */
  public Keyspace keyspace(String name) {
    return keyspaces.computeIfAbsent(
        KeyspaceName.parse(name), n -> new Keyspace(0, new LinkedHashMap<>()));
  }

  public void createStore(String name, long ttlSeconds) {
    keyspaces.put(KeyspaceName.parse(name), new Keyspace(ttlSeconds, new LinkedHashMap<>()));
  }

  public void delete(String name) {
    keyspaces.remove(KeyspaceName.parse(name));
  }

  public FakeStore set(String keyspace, String key, String value) {
    return set(keyspace, Bytes.of(key), Bytes.of(value), EntryCursor.NO_EXPIRY);
  }

  public FakeStore set(String keyspace, Bytes key, Bytes value, long expiresAtMillis) {
    keyspace(keyspace)
        .entries()
        .put(key, new Value(ValueType.STRING, List.of(value), expiresAtMillis));
    return this;
  }

  public FakeStore push(String keyspace, Bytes key, long expiresAtMillis, Bytes... elements) {
    keyspace(keyspace)
        .entries()
        .put(key, new Value(ValueType.LIST, List.of(elements), expiresAtMillis));
    return this;
  }

  /** Puts a collection of any type; a hash's fields before their values, members before scores. */
  public FakeStore put(
      String keyspace, ValueType type, Bytes key, long expiresAtMillis, Bytes... elements) {
    keyspace(keyspace).entries().put(key, new Value(type, List.of(elements), expiresAtMillis));
    return this;
  }

  public FakeStore put(String keyspace, Bytes key, Value value) {
    keyspace(keyspace).entries().put(key, value);
    return this;
  }

  /** A score as an element. */
  public static Bytes score(double score) {
    return Bytes.of(Scores.bytes(Scores.bits(score), new ByteView()));
  }

  /** The text of a string, or null. */
  public @Nullable String get(String keyspace, String key) {
    Keyspace there = keyspaces.get(KeyspaceName.parse(keyspace));
    Value value = there == null ? null : there.entries().get(Bytes.of(key));
    return value == null
        ? null
        : new String(value.elements().getFirst().bytes(), StandardCharsets.UTF_8);
  }

  /** All there is, to compare with. */
  public Map<KeyspaceName, Keyspace> contents() {
    Map<KeyspaceName, Keyspace> copy = new TreeMap<>();
    keyspaces.forEach(
        (name, keyspace) ->
            copy.put(
                name,
                new Keyspace(keyspace.ttlSeconds(), new LinkedHashMap<>(keyspace.entries()))));
    return copy;
  }

  /** The number of loads neither committed nor closed. */
  public int openLoads() {
    return openLoads.get();
  }

  @Override
  public Snapshot snapshot(Predicate<KeyspaceName> wanted) {
    List<KeyspaceSnapshot> taken = new ArrayList<>();
    contents()
        .forEach(
            (name, keyspace) -> {
              if (wanted.test(name)) {
                taken.add(new Picture(name, keyspace));
              }
            });
    Instant cut = clock.instant();
    return new Snapshot() {
      @Override
      public Instant instant() {
        return cut;
      }

      @Override
      public List<KeyspaceSnapshot> keyspaces() {
        return taken;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public KeyspaceLoad load(KeyspaceName name, long defaultTtlSeconds) {
    openLoads.incrementAndGet();
    return new Load(name, new Keyspace(defaultTtlSeconds, new LinkedHashMap<>()));
  }

  @Override
  public KeyspaceLoad load(KeyspaceName name, long defaultTtlSeconds, long nowMillis) {
    return load(name, defaultTtlSeconds);
  }

  @Override
  public EntrySink merge(KeyspaceName name, long defaultTtlSeconds) {
    return new Sink(keyspace(name.toString()));
  }

  @Override
  public boolean exists(KeyspaceName name) {
    return keyspaces.containsKey(name);
  }

  @Override
  public long defaultTtlSeconds(KeyspaceName name) {
    Keyspace found = keyspaces.get(name);
    return found == null ? 0 : found.ttlSeconds();
  }

  private record Picture(KeyspaceName name, Keyspace keyspace) implements KeyspaceSnapshot {
    @Override
    public long defaultTtlSeconds() {
      return keyspace.ttlSeconds();
    }

    @Override
    public EntryCursor entries() {
      return new Cursor(keyspace.entries().entrySet().iterator());
    }
  }

  private static final class Cursor implements EntryCursor {
    private final Iterator<Map.Entry<Bytes, Value>> entries;
    private final Arena arena = Arena.ofConfined();
    private Bytes key = Bytes.of("");
    private Value value = new Value(ValueType.STRING, List.of(), NO_EXPIRY);
    private Iterator<Bytes> elements = List.<Bytes>of().iterator();
    private Bytes element = Bytes.of("");
    private int shown;
    private int number;

    Cursor(Iterator<Map.Entry<Bytes, Value>> entries) {
      this.entries = entries;
    }

    @Override
    public boolean next() {
      if (!entries.hasNext()) {
        return false;
      }
      Map.Entry<Bytes, Value> entry = entries.next();
      key = entry.getKey();
      value = entry.getValue();
      elements = value.elements().iterator();
      shown = 0;
      return true;
    }

    @Override
    public ByteView key() {
      return view(key);
    }

    @Override
    public ValueType type() {
      return value.type();
    }

    @Override
    public long expiresAtMillis() {
      return value.expiresAtMillis();
    }

    @Override
    public ByteView string() {
      return view(value.elements().getFirst());
    }

    @Override
    public long elementCount() {
      return value.elements().size();
    }

    @Override
    public boolean nextElement() {
      if (!elements.hasNext()) {
        return false;
      }
      element = elements.next();
      shown++;
      return true;
    }

    @Override
    public long elementDeadline() {
      return value.deadlines().getOrDefault(shown - 1, NO_EXPIRY);
    }

    @Override
    public ByteView element() {
      return view(element);
    }

    /** Views every other time in native memory, and never at the beginning of what they lie in. */
    private ByteView view(Bytes of) {
      byte[] bytes = of.bytes();
      if (number++ % 2 == 0) {
        byte[] padded = new byte[bytes.length + 7];
        System.arraycopy(bytes, 0, padded, 3, bytes.length);
        return new ByteView().set(padded, 3, bytes.length);
      }
      MemorySegment segment = arena.allocate(bytes.length + 7L);
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, segment, 3, bytes.length);
      return new ByteView().set(segment, 3, bytes.length);
    }

    @Override
    public void close() {
      arena.close();
    }
  }

  private final class Load implements KeyspaceLoad {
    private final KeyspaceName name;
    private final Keyspace keyspace;
    private final Sink sink;
    private boolean open = true;

    Load(KeyspaceName name, Keyspace keyspace) {
      this.name = name;
      this.keyspace = keyspace;
      this.sink = new Sink(keyspace);
    }

    @Override
    public EntrySink sink() {
      return sink;
    }

    @Override
    public long itemCount() {
      return keyspace.entries().size();
    }

    @Override
    public long expiredCount() {
      return sink.expired;
    }

    @Override
    public void commit(@Nullable String source) {
      keyspaces.put(name, keyspace);
      close();
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        openLoads.decrementAndGet();
      }
    }
  }

  private final class Sink implements EntrySink {
    private final Keyspace keyspace;
    private Bytes key = Bytes.of("");
    private ValueType type = ValueType.STRING;
    private long expiresAt;
    private List<Bytes> elements = new ArrayList<>();
    private Map<Integer, Long> deadlines = new HashMap<>();
    private byte[] string = new byte[0];
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    private long expired;

    Sink(Keyspace keyspace) {
      this.keyspace = keyspace;
    }

    @Override
    public void string(ByteView key, long expiresAtMillis, ByteView value) {
      put(Bytes.of(key), ValueType.STRING, List.of(Bytes.of(value)), expiresAtMillis);
    }

    @Override
    public void beginString(ByteView key, long expiresAtMillis, int length) {
      this.key = Bytes.of(key);
      expiresAt = expiresAtMillis;
      string = new byte[length];
      parts.reset();
    }

    @Override
    public void stringPart(ByteView part) {
      parts.writeBytes(part.toBytes());
    }

    @Override
    public void endString() {
      if (parts.size() != string.length) {
        throw new IllegalStateException(parts.size() + " bytes instead of " + string.length);
      }
      put(key, ValueType.STRING, List.of(Bytes.of(parts.toByteArray())), expiresAt);
    }

    @Override
    public void beginCollection(ValueType type, ByteView key, long expiresAtMillis) {
      this.type = type;
      this.key = Bytes.of(key);
      expiresAt = expiresAtMillis;
      elements = new ArrayList<>();
      deadlines = new HashMap<>();
    }

    @Override
    public void element(ByteView element) {
      elements.add(Bytes.of(element));
    }

    @Override
    public void elementDeadline(long expiresAtMillis) {
      deadlines.put(elements.size() - 1, expiresAtMillis);
    }

    @Override
    public void endCollection() {
      put(key, type, List.copyOf(elements), expiresAt);
    }

    private void put(Bytes key, ValueType type, List<Bytes> elements, long expiresAtMillis) {
      if (expiresAtMillis != EntryCursor.NO_EXPIRY && expiresAtMillis <= clock.millis()) {
        expired++;
      } else {
        Map<Integer, Long> kept = type == ValueType.HASH ? Map.copyOf(deadlines) : Map.of();
        keyspace.entries().put(key, new Value(type, elements, expiresAtMillis, kept));
      }
    }
  }

  /** A text of {@code length} bytes. */
  public static Bytes repeated(String unit, int length) {
    byte[] source = unit.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[length / source.length * source.length];
    for (int i = 0; i < bytes.length; i += source.length) {
      System.arraycopy(source, 0, bytes, i, source.length);
    }
    return Bytes.of(bytes);
  }

  /** Random bytes. */
  public static Bytes random(java.util.random.RandomGenerator random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Bytes.of(Arrays.copyOf(bytes, length));
  }
}
