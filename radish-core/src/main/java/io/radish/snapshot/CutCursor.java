// SPDX-License-Identifier: Apache-2.0
package io.radish.snapshot;

import io.radish.memory.ByteView;
import io.radish.store.CutBatch;
import io.radish.store.CutReader;
import io.radish.value.ElementCursor;
import io.radish.value.Kind;
import io.radish.value.RecordLayout;
import io.radish.value.ValueType;

/** Walks the entries of one keyspace of a cut, batch by batch. */
final class CutCursor implements EntryCursor {
  private final CutReader reader;
  private final CutBatch batch;
  private final long aliveAt;
  private final ByteView key = new ByteView();
  private final ByteView value = new ByteView();
  private final ByteView element = new ByteView();
  private final ElementCursor elements = new ElementCursor();
  private int at = -1;

  /**
   * Makes a cursor.
   *
   * @param aliveAt the instant at which what is over is left out
   * @param batch what the records are copied into; this cursor's until it is closed
   */
  CutCursor(CutReader reader, CutBatch batch, long aliveAt) {
    this.aliveAt = aliveAt;
    this.reader = reader;
    this.batch = batch;
  }

  @Override
  public boolean next() {
    at++;
    if (at >= batch.count()) {
      if (!reader.next(batch)) {
        return false;
      }
      at = 0;
    }
    batch.key(at, key);
    batch.value(at, value);
    if (type() != ValueType.STRING) {
      openElements();
    }
    return true;
  }

  private void openElements() {
    batch.nativeValue(at, element);
    elements.open(
        batch.memory(),
        batch.kind(at),
        element.segment(),
        element.offset(),
        element.length(),
        aliveAt);
  }

  @Override
  public ByteView key() {
    return key;
  }

  @Override
  public ValueType type() {
    return Kind.typeOf(batch.kind(at));
  }

  @Override
  public long expiresAtMillis() {
    long deadline = batch.deadline(at);
    return deadline == RecordLayout.NO_DEADLINE ? NO_EXPIRY : deadline;
  }

  @Override
  public ByteView string() {
    return value;
  }

  @Override
  public long elementCount() {
    return elements.left();
  }

  @Override
  public boolean nextElement() {
    return elements.next(element);
  }

  @Override
  public ByteView element() {
    return element;
  }

  @Override
  public long elementDeadline() {
    long deadline = elements.deadline();
    return deadline == RecordLayout.NO_DEADLINE ? NO_EXPIRY : deadline;
  }

  @Override
  public void close() {
    reader.letGo();
  }
}
