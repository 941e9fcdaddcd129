// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ShardMemory;
import io.radish.value.RecordLayout;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The expired records found in one table, before any of them is removed: hardly more than 192. */
final class ExpiryScratch {
  private int[] refs = new int[192];
  private int count;
  private int seen;

  /** Not a long, which two of the longest deadlines overflow. */
  private double leftMillis;

  void clear() {
    count = 0;
    seen = 0;
    leftMillis = 0;
  }

  void add(ShardMemory memory, int ref, long now) {
    seen++;
    MemorySegment segment = memory.segment(ref);
    long deadline = RecordLayout.deadline(segment, ShardMemory.offset(ref));
    if (deadline == RecordLayout.NO_DEADLINE) {
      return;
    }
    if (deadline <= now) {
      if (count == refs.length) {
        refs = Arrays.copyOf(refs, count * 2);
      }
      refs[count++] = ref;
    } else {
      leftMillis += (double) deadline - now;
    }
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
    int alive = seen - count;
    return alive == 0 ? -1 : (long) (leftMillis / alive);
  }

  int get(int i) {
    return refs[i];
  }
}
