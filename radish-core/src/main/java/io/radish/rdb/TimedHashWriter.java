// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.HashCursor;
import io.radish.value.HashValue;
import io.radish.value.RecordLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Writes a hash with deadlines of fields, in one of the two forms that Redis 7.4 has for it.
 *
 * <pre>
 *   24   earliest deadline, 8 bytes | number of fields, and of each:
 *        0, or the deadline less the earliest and 1 more | field | value
 *   25   earliest deadline, 8 bytes | listpack of three elements a field:
 *        field | value | deadline or 0; the earliest first, those without one behind all others
 * </pre>
 */
final class TimedHashWriter {
  /** A field of a hash that Redis would pack, which is a small one. */
  private record Field(ByteView name, ByteView value, long deadline) {}

  private final RdbOutput out;
  private final long now;

  TimedHashWriter(RdbOutput out, long now) {
    this.out = out;
    this.now = now;
  }

  /** Writes a hash; nothing, and false, where no field that is left has a deadline. */
  boolean write(Entry hash) {
    long earliest = earliest(hash);
    if (earliest == Long.MAX_VALUE) {
      return false;
    }
    HashCursor cursor = new HashCursor().open(hash, now);
    if (HashValue.isCompact(hash)) {
      out.writeByte(RdbType.HASH_LISTPACK_EX.code());
      out.writeNumber(earliest, Long.BYTES);
      packed(cursor);
      return true;
    }
    out.writeByte(RdbType.HASH_METADATA.code());
    out.writeNumber(earliest, Long.BYTES);
    out.writeLength(cursor.length());
    while (cursor.next()) {
      long deadline = cursor.deadline();
      out.writeLength(deadline == RecordLayout.NO_DEADLINE ? 0 : deadline - earliest + 1);
      out.writeString(cursor.field());
      out.writeString(cursor.value());
    }
    return true;
  }

  private long earliest(Entry hash) {
    long earliest = Long.MAX_VALUE;
    HashCursor cursor = new HashCursor().open(hash, now);
    while (cursor.next()) {
      if (cursor.deadline() != RecordLayout.NO_DEADLINE) {
        earliest = Math.min(earliest, cursor.deadline());
      }
    }
    return earliest;
  }

  private void packed(HashCursor cursor) {
    List<Field> fields = new ArrayList<>();
    while (cursor.next()) {
      ByteView name = ByteView.of(cursor.field().toBytes());
      fields.add(new Field(name, ByteView.of(cursor.value().toBytes()), cursor.deadline()));
    }
    // No deadline, which is -1, is above all others when compared without sign.
    fields.sort(Comparator.comparing(Field::deadline, Long::compareUnsigned));
    try (ListpackWriter listpack = new ListpackWriter()) {
      for (Field field : fields) {
        listpack.add(field.name());
        listpack.add(field.value());
        listpack.add(ByteView.of(Long.toString(Math.max(field.deadline(), 0))));
      }
      out.writeString(listpack.finish(new ByteView()));
    }
  }
}
