// SPDX-License-Identifier: Apache-2.0
package io.radish.snapshot;

import io.radish.memory.ByteView;
import io.radish.store.Key;
import io.radish.store.Keyspace;
import io.radish.store.ShardLocks;
import io.radish.store.Store;
import io.radish.value.CollectionValue;
import io.radish.value.Entry;
import io.radish.value.HashValue;
import io.radish.value.RecordLayout;
import io.radish.value.ValueType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Applies entries to a keyspace, each under the lock of its shard only.
 *
 * <p>A string that comes in parts is collected outside the heap and set at its end. A collection is
 * collected likewise, so that nobody sees half of it.
 */
final class StoreSink implements EntrySink {
  /**
   * Entries added under a shard's lock at once, out of everybody's sight: up to some hundreds of
   * microseconds.
   */
  private static final long ENTRIES_AT_ONCE = 500;

  private final boolean live;
  private final Store store;
  private final Supplier<Keyspace> keyspace;
  private final LongSupplier clock;
  private final Key key;
  private final ShardLocks locks;

  /** Made by the first collection, since many caches have none. */
  private @Nullable ElementBuffer elements;

  private @Nullable Keyspace staging;

  private ValueType collected = ValueType.LIST;
  private final ByteView element = new ByteView();
  private final ByteView second = new ByteView();
  private final ByteView heldKey = new ByteView();
  private long expired;

  private long deadline;

  /** When the collection was begun, which is what counts as now for it. */
  private long begun;

  /** Elements of the collection so far, and how many fields among them are due. */
  private long added;

  private long pastFields;
  private @Nullable Arena partsArena;
  private MemorySegment parts = MemorySegment.NULL;
  private long partsEnd;

  /**
   * Makes a sink.
   *
   * @param live whether others see the keyspace meanwhile: then a collection comes into being whole
   * @param clock what says which entries' time has passed
   */
  StoreSink(Store store, Supplier<Keyspace> keyspace, boolean live, LongSupplier clock) {
    this.live = live;
    this.store = store;
    this.keyspace = keyspace;
    this.clock = clock;
    this.key = store.newKey();
    this.locks = store.newLocks();
  }

  long expiredCount() {
    return expired;
  }

  @Override
  public void string(ByteView name, long expiresAtMillis, ByteView value) {
    long now = clock.getAsLong();
    if (isPast(expiresAtMillis, now)) {
      expired++;
      return;
    }
    lock(name);
    try {
      keyspace.get().setString(key, value, deadlineOf(expiresAtMillis), now);
    } finally {
      locks.release();
    }
  }

  @Override
  public void beginString(ByteView name, long expiresAtMillis, int length) {
    abandon();
    heldKey.set(name.toBytes(), 0, name.length());
    deadline = expiresAtMillis;
    openParts(length);
    partsEnd = 0;
  }

  // The arena lives from beginString to endString or abandon.
  @SuppressWarnings("MustBeClosedChecker")
  private void openParts(int length) {
    Arena arena = Arena.ofShared();
    partsArena = arena;
    parts = arena.allocate(Math.max(1, length));
  }

  @Override
  public void stringPart(ByteView part) {
    if (partsEnd + part.length() > parts.byteSize()) {
      throw new IllegalArgumentException("the parts are longer than the string's length");
    }
    part.copyTo(parts, partsEnd);
    partsEnd += part.length();
  }

  @Override
  public void endString() {
    try {
      string(heldKey, deadline, new ByteView().set(parts, 0, (int) partsEnd));
    } finally {
      abandon();
    }
  }

  @Override
  public void beginCollection(ValueType type, ByteView name, long expiresAtMillis) {
    collected = type;
    heldKey.set(name.toBytes(), 0, name.length());
    deadline = expiresAtMillis;
    begun = clock.getAsLong();
    added = 0;
    pastFields = 0;
    elements().clear();
  }

  private ElementBuffer elements() {
    ElementBuffer made = elements;
    if (made == null) {
      made = new ElementBuffer();
      elements = made;
    }
    return made;
  }

  @Override
  public void element(ByteView value) {
    elements().add(value);
    added++;
  }

  /** A field that is due is left out; where it was the only one, so is the entry. */
  @Override
  public void elementDeadline(long expiresAtMillis) {
    elements().addDeadline(expiresAtMillis);
    pastFields += isPast(expiresAtMillis, begun) ? 1 : 0;
  }

  @Override
  public void endCollection() {
    long now = begun;
    boolean noneLeft = pastFields > 0 && 2 * pastFields == added;
    if (isPast(deadline, now) || noneLeft) {
      expired++;
      elements().clear();
      return;
    }
    try {
      Keyspace filled = live ? staging() : keyspace.get();
      boolean any = elements().rewind() && fill(filled, now);
      if (live) {
        putInPlace(filled, any, now);
      }
    } finally {
      elements().clear();
    }
  }

  /** A keyspace that nobody sees, for collections on their way into one that others see. */
  private Keyspace staging() {
    Keyspace made = staging;
    if (made == null) {
      made = store.detached(keyspace.get().name(), 0);
      staging = made;
    }
    return made;
  }

  /** Makes the collection in a keyspace that nobody sees; there is at least one element. */
  private boolean fill(Keyspace target, long now) {
    boolean more = begin(target, now);
    while (more) {
      more = addMore(target, now);
    }
    return true;
  }

  private boolean begin(Keyspace target, long now) {
    lock(heldKey);
    try {
      target.remove(key, now);
      return addSome(target.createCollection(key, collected, deadlineOf(deadline), now));
    } finally {
      locks.release();
    }
  }

  private boolean addMore(Keyspace target, long now) {
    lock(heldKey);
    try {
      Entry entry = target.find(key, now);
      return entry != null && addSome(entry);
    } finally {
      locks.release();
    }
  }

  /** Adds as many entries as one step may take; whether there are more. */
  private boolean addSome(Entry entry) {
    boolean twofold = collected.elementsPerEntry() > 1;
    for (long i = 0; i < ENTRIES_AT_ONCE; i++) {
      if (!elements().next(element) || (twofold && !elements().next(second))) {
        return false;
      }
      if (elements().deadline() == EntryCursor.NO_EXPIRY) {
        boolean _ = CollectionValue.add(entry, element, second);
      } else if (!isPast(elements().deadline(), begun)) {
        boolean _ = CollectionValue.add(entry, element, second);
        HashValue.setDeadline(entry, element, elements().deadline());
      }
    }
    return true;
  }

  private void putInPlace(Keyspace filled, boolean any, long now) {
    lock(heldKey);
    try {
      Keyspace target = keyspace.get();
      Entry made = any ? filled.find(key, now) : null;
      if (made == null) {
        target.remove(key, now);
      } else {
        filled.moves().move(made, target, key, made.deadline(), now);
      }
    } finally {
      locks.release();
    }
  }

  @Override
  public void close() {
    abandon();
    if (elements != null) {
      elements.close();
      elements = null;
    }
    if (staging != null) {
      store.discard(staging);
      staging = null;
    }
  }

  private void abandon() {
    Arena arena = partsArena;
    if (arena != null) {
      partsArena = null;
      parts = MemorySegment.NULL;
      arena.close();
    }
  }

  private void lock(ByteView name) {
    locks.add(key.set(name));
    locks.acquireUninterruptibly();
  }

  private static boolean isPast(long expiresAtMillis, long now) {
    return expiresAtMillis != EntryCursor.NO_EXPIRY && expiresAtMillis <= now;
  }

  /** What a file says of a deadline holds; a store's default is for keys written later. */
  private static long deadlineOf(long expiresAtMillis) {
    return expiresAtMillis == EntryCursor.NO_EXPIRY ? RecordLayout.NO_DEADLINE : expiresAtMillis;
  }
}
