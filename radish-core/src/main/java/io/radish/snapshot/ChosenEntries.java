// SPDX-License-Identifier: Apache-2.0
package io.radish.snapshot;

import io.radish.memory.ByteView;
import io.radish.value.ValueType;
import java.util.function.Predicate;

/**
 * A sink that hands on the entries with certain keys and drops the others.
 *
 * <p>What it hands on to stays the caller's to close. Used by one thread.
 */
public final class ChosenEntries implements EntrySink {
  private final EntrySink sink;
  private final Predicate<ByteView> wanted;
  private final long nowMillis;
  private boolean chosen;
  private boolean past;

  /** Elements of the collection so far, and how many fields among them are due. */
  private long elements;

  private long pastFields;
  private long count;
  private long expired;

  /**
   * Makes the sink.
   *
   * @param wanted says of each key whether its entry is handed on
   * @param nowMillis what counts as past, for {@link #expiredCount()}
   */
  public ChosenEntries(EntrySink sink, Predicate<ByteView> wanted, long nowMillis) {
    this.sink = sink;
    this.wanted = wanted;
    this.nowMillis = nowMillis;
  }

  /** The number of entries chosen so far. */
  public long chosenCount() {
    return count;
  }

  /** How many of those had a deadline that has passed, or fields of which all had one. */
  public long expiredCount() {
    return expired;
  }

  private boolean choose(ByteView key, long expiresAtMillis) {
    chosen = wanted.test(key);
    past = expiresAtMillis != EntryCursor.NO_EXPIRY && expiresAtMillis <= nowMillis;
    return chosen;
  }

  /** Counts at the end, because an entry that breaks off may begin anew. */
  private void count() {
    count++;
    expired += past ? 1 : 0;
  }

  @Override
  public void string(ByteView key, long expiresAtMillis, ByteView value) {
    if (choose(key, expiresAtMillis)) {
      sink.string(key, expiresAtMillis, value);
      count();
    }
  }

  @Override
  public void beginString(ByteView key, long expiresAtMillis, int length) {
    if (choose(key, expiresAtMillis)) {
      sink.beginString(key, expiresAtMillis, length);
    }
  }

  @Override
  public void stringPart(ByteView part) {
    if (chosen) {
      sink.stringPart(part);
    }
  }

  @Override
  public void endString() {
    if (chosen) {
      sink.endString();
      count();
    }
  }

  @Override
  public void beginCollection(ValueType type, ByteView key, long expiresAtMillis) {
    if (choose(key, expiresAtMillis)) {
      sink.beginCollection(type, key, expiresAtMillis);
      elements = 0;
      pastFields = 0;
    }
  }

  @Override
  public void element(ByteView element) {
    if (chosen) {
      sink.element(element);
      elements++;
    }
  }

  @Override
  public void elementDeadline(long expiresAtMillis) {
    if (chosen) {
      sink.elementDeadline(expiresAtMillis);
      pastFields += expiresAtMillis <= nowMillis ? 1 : 0;
    }
  }

  @Override
  public void endCollection() {
    if (chosen) {
      sink.endCollection();
      past |= pastFields > 0 && 2 * pastFields == elements;
      count();
    }
  }
}
