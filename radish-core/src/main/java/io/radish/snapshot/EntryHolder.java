// SPDX-License-Identifier: Apache-2.0
package io.radish.snapshot;

import io.radish.memory.ByteView;
import io.radish.value.ValueType;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A sink that holds the last entry it took, outside the heap where that is long, and shows it as a
 * cursor does: for those who look at entries that others push.
 *
 * <p>It takes an entry whose time has passed like any other. Used by one thread.
 */
public final class EntryHolder implements EntrySink {
  private final Consumer<EntryHolder> watcher;
  private final HeldBytes key = new HeldBytes();
  private final HeldBytes string = new HeldBytes();
  private final Shown shown = new Shown();

  /** Made by the first collection, since many caches have none. */
  private @Nullable ElementBuffer elements;

  private ValueType type = ValueType.STRING;
  private long deadline = EntryCursor.NO_EXPIRY;
  private long elementCount;

  /**
   * Makes an empty holder.
   *
   * @param watcher is told of each entry when it is whole
   */
  public EntryHolder(Consumer<EntryHolder> watcher) {
    this.watcher = watcher;
  }

  /**
   * The last entry that was taken whole, in a cursor that stands on it already, before its first
   * element; valid until the next entry begins.
   */
  public EntryCursor entry() {
    if (elements != null) {
      boolean _ = elements.rewind();
    }
    return shown;
  }

  @Override
  public void string(ByteView name, long expiresAtMillis, ByteView value) {
    begin(ValueType.STRING, name, expiresAtMillis);
    string.set(value);
    watcher.accept(this);
  }

  @Override
  public void beginString(ByteView name, long expiresAtMillis, int length) {
    begin(ValueType.STRING, name, expiresAtMillis);
    string.begin(length);
  }

  @Override
  public void stringPart(ByteView part) {
    string.append(part);
  }

  @Override
  public void endString() {
    watcher.accept(this);
  }

  @Override
  public void beginCollection(ValueType of, ByteView name, long expiresAtMillis) {
    begin(of, name, expiresAtMillis);
    if (elements == null) {
      elements = new ElementBuffer();
    }
  }

  @Override
  public void element(ByteView element) {
    if (elements == null) {
      throw new IllegalStateException("no collection was begun");
    }
    elements.add(element);
    elementCount++;
  }

  @Override
  public void elementDeadline(long expiresAtMillis) {
    if (elements == null) {
      throw new IllegalStateException("no collection was begun");
    }
    elements.addDeadline(expiresAtMillis);
  }

  @Override
  public void endCollection() {
    watcher.accept(this);
  }

  private void begin(ValueType of, ByteView name, long expiresAtMillis) {
    clear();
    type = of;
    deadline = expiresAtMillis;
    key.set(name);
  }

  private void clear() {
    string.close();
    elementCount = 0;
    if (elements != null) {
      elements.clear();
    }
  }

  /** Gives back native memory; what was held is gone. */
  @Override
  public void close() {
    key.close();
    string.close();
    if (elements != null) {
      elements.close();
      elements = null;
    }
  }

  /** The entry held. */
  private final class Shown implements EntryCursor {
    private final ByteView element = new ByteView();

    /** There is only the one on which it stands. */
    @Override
    public boolean next() {
      return false;
    }

    @Override
    public ByteView key() {
      return key.view();
    }

    @Override
    public ValueType type() {
      return type;
    }

    @Override
    public long expiresAtMillis() {
      return deadline;
    }

    @Override
    public ByteView string() {
      return string.view();
    }

    @Override
    public long elementCount() {
      return elementCount;
    }

    @Override
    public boolean nextElement() {
      return elements != null && elements.next(element);
    }

    @Override
    public ByteView element() {
      return element;
    }

    @Override
    public long elementDeadline() {
      return elements == null ? NO_EXPIRY : elements.deadline();
    }

    /** Does nothing: the holder keeps the entry. */
    @Override
    public void close() {}
  }
}
