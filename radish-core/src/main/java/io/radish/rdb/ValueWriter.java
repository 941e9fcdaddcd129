// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;
import io.radish.value.CollectionValue;
import io.radish.value.ElementCursor;
import io.radish.value.Entry;
import io.radish.value.HashValue;
import io.radish.value.Kind;
import io.radish.value.ListCursor;
import io.radish.value.Scores;
import io.radish.value.SetValue;
import io.radish.value.ValueType;
import io.radish.value.ZSetValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes one value, its form first, in the form that Redis 7.2 gives it. */
final class ValueWriter {
  private final RdbOutput out;
  private final long now;

  /**
   * Makes a writer.
   *
   * @param now what is due by then of a hash's fields is left out
   */
  ValueWriter(RdbOutput out, long now) {
    this.out = out;
    this.now = now;
  }

  /** Writes a value; whether it has deadlines of fields, which older readers do not know. */
  boolean write(Entry entry) {
    if (Kind.isTimed(entry.kind()) && new TimedHashWriter(out, now).write(entry)) {
      return true;
    }
    writeUntimed(entry);
    return false;
  }

  private void writeUntimed(Entry entry) {
    switch (entry.type()) {
      case STRING -> {
        out.writeByte(RdbType.STRING.code());
        out.writeString(entry.value(new ByteView()));
      }
      case LIST -> {
        out.writeByte(RdbType.LIST_QUICKLIST_2.code());
        list(entry);
      }
      case HASH -> keyed(entry, HashValue.isCompact(entry), RdbType.HASH_LISTPACK, RdbType.HASH);
      case SET -> set(entry);
      case STREAM -> {
        out.writeByte(RdbType.STREAM_LISTPACKS_3.code());
        new StreamWriter(out, entry).write();
      }
      case ZSET -> keyed(entry, ZSetValue.isCompact(entry), RdbType.ZSET_LISTPACK, RdbType.ZSET_2);
    }
  }

  private void set(Entry set) {
    if (set.kind() != Kind.SET_INTEGERS) {
      keyed(set, SetValue.isCompact(set), RdbType.SET_LISTPACK, RdbType.SET);
      return;
    }
    out.writeByte(RdbType.SET_INTSET.code());
    int width = SetValue.integerBytes(set);
    long count = CollectionValue.length(set);
    ByteBuffer integers =
        ByteBuffer.allocate(Intset.HEADER + (int) count * width).order(ByteOrder.LITTLE_ENDIAN);
    integers.putInt(width).putInt((int) count);
    for (int i = 0; i < count; i++) {
      long integer = SetValue.integer(set, i);
      switch (width) {
        case 2 -> integers.putShort((short) integer);
        case 4 -> integers.putInt((int) integer);
        default -> integers.putLong(integer);
      }
    }
    out.writeString(ByteView.of(integers.array()));
  }

  /** Entries packed, where Redis would do so, or one after the other. */
  private void keyed(Entry entry, boolean compact, RdbType packed, RdbType plain) {
    ElementCursor cursor = new ElementCursor().open(entry, now);
    ByteView element = new ByteView();
    if (compact) {
      out.writeByte(packed.code());
      try (ListpackWriter listpack = new ListpackWriter()) {
        for (long i = 0; cursor.next(element); i++) {
          listpack.add(isScore(entry, i) ? scoreText(element) : element);
        }
        out.writeString(listpack.finish(new ByteView()));
      }
      return;
    }
    out.writeByte(plain.code());
    out.writeLength(cursor.left() / entry.type().elementsPerEntry());
    for (long i = 0; cursor.next(element); i++) {
      if (isScore(entry, i)) {
        double score = Scores.score(Scores.bits(element));
        out.writeNumber(Double.doubleToRawLongBits(score), Double.BYTES);
      } else {
        out.writeString(element);
      }
    }
  }

  private static boolean isScore(Entry entry, long index) {
    return entry.type() == ValueType.ZSET && index % 2 == 1;
  }

  private static ByteView scoreText(ByteView score) {
    return ByteView.of(Scores.text(Scores.score(Scores.bits(score))));
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
