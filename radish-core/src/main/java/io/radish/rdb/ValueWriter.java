// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.ListCursor;

/** Writes one value, its form first, in the form that Redis 7.2 gives it. */
final class ValueWriter {
  private final RdbOutput out;

  ValueWriter(RdbOutput out) {
    this.out = out;
  }

  void write(Entry entry) {
    switch (entry.type()) {
      case STRING -> {
        out.writeByte(RdbType.STRING.code());
        out.writeString(entry.value(new ByteView()));
      }
      case LIST -> {
        out.writeByte(RdbType.LIST_QUICKLIST_2.code());
        list(entry);
      }
    }
  }

  private void list(Entry list) {
    ByteView element = new ByteView();
    ListCursor cursor = new ListCursor(list.memory()).open(list);
    ListNodes counted = new ListNodes();
    while (cursor.next(element)) {
      counted.next(element);
    }
    out.writeLength(counted.count());
    cursor.open(list);
    ListNodes nodes = new ListNodes();
    ByteView packed = new ByteView();
    try (ListpackWriter node = new ListpackWriter()) {
      while (cursor.next(element)) {
        if (nodes.next(element)) {
          write(node.finish(packed));
          node.clear();
        }
        node.add(element);
      }
      write(node.finish(packed));
    }
  }

  private void write(ByteView node) {
    out.writeLength(ValueReader.PACKED_NODE);
    out.writeString(node);
  }
}
