// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;
import io.radish.value.StreamElements;
import io.radish.value.StreamFields;
import io.radish.value.StreamId;
import io.radish.value.StringValue;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the elements of a listpack that is a node of a stream, and makes entries of them.
 *
 * <pre>
 *   node    entries | deleted ones | number of fields | fields | 0 | entry ...
 *   entry   flags | milliseconds | sequence | values                           flag 2: the same fields
 *           flags | milliseconds | sequence | number | field, value ...         otherwise
 *           each followed by the number of its elements; flag 1: it was deleted
 * </pre>
 */
final class StreamNode implements ElementSink {
  static final int DELETED = 1;
  static final int SAME_FIELDS = 2;

  private enum Step {
    ENTRIES,
    DELETED_ONES,
    FIELD_COUNT,
    FIELDS,
    ZERO,
    FLAGS,
    MILLIS,
    SEQUENCE,
    OWN_COUNT,
    CONTENT,
    ELEMENTS
  }

  private final StreamId first;
  private final ElementsSink target;
  private final StreamFields fields;
  private final List<byte[]> names = new ArrayList<>();
  private final ByteView view = new ByteView();
  private Step step = Step.ENTRIES;
  private long missing;
  private long missingDeleted;
  private long left;
  private long elements;
  private int flags;
  private long millis;
  private long sequence;
  private int name;

  /** Takes the entries. */
  interface ElementsSink {
    void entry(ByteView first, ByteView second);
  }

  /**
   * Makes a taker for a node.
   *
   * @param first the id that those of the entries are counted from
   */
  StreamNode(StreamId first, ElementsSink target, StreamFields fields) {
    this.first = first;
    this.target = target;
    this.fields = fields;
  }

  /** Whether it was whole. */
  boolean isWhole() {
    return step == Step.FLAGS && missing == 0 && missingDeleted == 0;
  }

  @Override
  public boolean element(ByteView element) {
    if (step == Step.FIELDS) {
      names.add(element.toBytes());
      if (--left == 0) {
        step = Step.ZERO;
      }
      return true;
    }
    if (step == Step.CONTENT) {
      content(element);
      return true;
    }
    return StringValue.isInteger(element) && number(StringValue.integer(element));
  }

  private boolean number(long number) {
    switch (step) {
      case ENTRIES -> {
        missing = number;
        step = Step.DELETED_ONES;
      }
      case DELETED_ONES -> {
        missingDeleted = number;
        step = Step.FIELD_COUNT;
      }
      case FIELD_COUNT -> {
        left = number;
        step = number == 0 ? Step.ZERO : Step.FIELDS;
        return number >= 0;
      }
      case ZERO -> {
        step = Step.FLAGS;
        return number == 0;
      }
      case FLAGS -> {
        flags = (int) number;
        step = Step.MILLIS;
        return number == (number & (DELETED | SAME_FIELDS));
      }
      case MILLIS -> {
        millis = first.millis() + number;
        step = Step.SEQUENCE;
      }
      case SEQUENCE -> {
        sequence = first.sequence() + number;
        fields.clear();
        name = 0;
        elements = 3;
        step = Step.OWN_COUNT;
        return (flags & SAME_FIELDS) == 0 || begin(names.size(), names.size());
      }
      case OWN_COUNT -> {
        elements++;
        return number <= Integer.MAX_VALUE && begin(number, 2 * number);
      }
      case ELEMENTS -> {
        step = Step.FLAGS;
        return number == elements && end();
      }
      case FIELDS, CONTENT -> throw new IllegalStateException("no number");
    }
    return true;
  }

  private boolean begin(long count, long parts) {
    left = parts;
    elements += parts;
    step = Step.CONTENT;
    return count > 0;
  }

  private void content(ByteView element) {
    if ((flags & SAME_FIELDS) != 0) {
      byte[] field = names.get(name++);
      fields.add(view.set(field, 0, field.length));
    }
    fields.add(element);
    if (--left == 0) {
      step = Step.ELEMENTS;
    }
  }

  private boolean end() {
    if ((flags & DELETED) != 0) {
      missingDeleted--;
      return missingDeleted >= 0;
    }
    missing--;
    StreamId id = new StreamId(millis, sequence);
    target.entry(StreamElements.first(StreamElements.Part.ENTRY, id), fields.bytes(new ByteView()));
    return missing >= 0;
  }
}
