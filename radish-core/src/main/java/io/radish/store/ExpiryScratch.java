// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ShardMemory;
import io.radish.value.HashValue;
import io.radish.value.Kind;
import io.radish.value.RecordLayout;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The records found in one table that have expired, or of which fields have, before any of them is
 * removed: hardly more than 192.
 */
final class ExpiryScratch {
  private int[] refs = new int[192];
  private int count;
  private int seen;

  /** Not a long, which two of the longest deadlines overflow. */
  private double leftMillis;

  /** Whether a hash has more fields that are due than one step removes. */
  private boolean unfinished;

  /** Fields that were removed. */
  private int fields;

  /** Records with a deadline of their own. */
  private int own;

  void clear() {
    count = 0;
    seen = 0;
    own = 0;
    fields = 0;
    unfinished = false;
    leftMillis = 0;
  }

  /** Looks at a record with a deadline of its own or of a field. */
  void add(ShardMemory memory, int ref, long now) {
    seen++;
    MemorySegment segment = memory.segment(ref);
    long at = ShardMemory.offset(ref);
    long deadline = RecordLayout.deadline(segment, at);
    boolean past = deadline != RecordLayout.NO_DEADLINE && deadline <= now;
    if (past || hasDueFields(segment, at, now)) {
      if (count == refs.length) {
        refs = Arrays.copyOf(refs, count * 2);
      }
      refs[count++] = ref;
    }
    if (deadline != RecordLayout.NO_DEADLINE && !past) {
      own++;
      leftMillis += (double) deadline - now;
    }
  }

  private static boolean hasDueFields(MemorySegment segment, long at, long now) {
    int kind = RecordLayout.kind(segment, at);
    return Kind.isTimed(kind)
        && HashValue.earliest(kind, segment, RecordLayout.valueOffset(segment, at)) <= now;
  }

  /** Notes that fields of a hash were removed. */
  void addFields(int removed, boolean more) {
    fields += removed;
    unfinished |= more;
  }

  /** Whether the same table has to be looked at once more at once. */
  boolean isUnfinished() {
    return unfinished;
  }

  /** What was removed: records, and fields of hashes that stay. */
  int removed() {
    return count + fields;
  }

  int count() {
    return count;
  }

  /** The records with a deadline that were looked at. */
  int seen() {
    return seen;
  }

  /** The average time left of the records that have not expired; -1 where there is none. */
  long averageLeftMillis() {
    return own == 0 ? -1 : (long) (leftMillis / own);
  }

  int get(int i) {
    return refs[i];
  }
}
