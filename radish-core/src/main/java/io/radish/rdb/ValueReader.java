// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;
import io.radish.value.ValueType;

/** Reads one value, its form first, in any of the forms that Redis has had. */
final class ValueReader {
  /** A quicklist's node that is one element as it is. */
  static final int PLAIN_NODE = 1;

  /** A quicklist's node that is a listpack. */
  static final int PACKED_NODE = 2;

  private final RdbInput in;
  private final ElementCounter sink;
  private final ByteView bytes = new ByteView();

  ValueReader(RdbInput in, ValueSink sink) {
    this.in = in;
    this.sink = new ElementCounter(sink);
  }

  /** Reads the value; whether it was sound and whole. A collection without elements is not. */
  boolean read() {
    RdbType type = RdbType.of(in.unsignedByte());
    if (type == null) {
      return false;
    }
    switch (type) {
      case STRING -> string();
      case LIST -> list();
      case LIST_ZIPLIST -> ziplist();
      case LIST_QUICKLIST -> nodes(false);
      case LIST_QUICKLIST_2 -> nodes(true);
    }
    return in.isSound() && (type.valueType() == ValueType.STRING || sink.count > 0);
  }

  private void string() {
    in.string(bytes);
    if (in.isSound()) {
      sink.string(bytes);
    }
  }

  private void list() {
    for (long left = in.length(); left > 0 && in.isSound(); left--) {
      plainElement();
    }
  }

  private void plainElement() {
    in.string(bytes);
    if (in.isSound()) {
      sink.listElement(bytes);
    }
  }

  /** A node of a quicklist that is one element; Redis makes none of an empty one. */
  private void plainNode() {
    in.string(bytes);
    if (in.isSound() && bytes.length() == 0) {
      in.fail();
    } else if (in.isSound()) {
      sink.listElement(bytes);
    }
  }

  private void ziplist() {
    in.string(bytes);
    if (in.isSound() && !Ziplist.read(bytes, sink)) {
      in.fail();
    }
  }

  private void nodes(boolean listpacks) {
    for (long left = in.length(); left > 0 && in.isSound(); left--) {
      if (!listpacks) {
        ziplist();
        continue;
      }
      long container = in.length();
      if (container == PLAIN_NODE) {
        plainNode();
      } else if (container == PACKED_NODE) {
        listpack();
      } else {
        in.fail();
      }
    }
  }

  private void listpack() {
    in.string(bytes);
    if (in.isSound() && !Listpack.read(bytes, sink)) {
      in.fail();
    }
  }

  /** Counts what it passes on. */
  private static final class ElementCounter implements ValueSink {
    private final ValueSink next;
    private long count;

    ElementCounter(ValueSink next) {
      this.next = next;
    }

    @Override
    public void string(ByteView value) {
      next.string(value);
    }

    @Override
    public void listElement(ByteView element) {
      count++;
      next.listElement(element);
    }
  }
}
