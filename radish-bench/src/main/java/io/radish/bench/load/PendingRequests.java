// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import java.util.Arrays;
import org.HdrHistogram.Histogram;

/** The requests of one connection that wait for their replies, the oldest first: a ring. */
final class PendingRequests {
  private static final int FIRST_CAPACITY = 64;

  private long[] dueNanos = new long[FIRST_CAPACITY];
  private long[] requests = new long[FIRST_CAPACITY];
  private Histogram[] targets = new Histogram[FIRST_CAPACITY];
  private int head;
  private int size;

  void add(long due, long request, Histogram target) {
    if (size == requests.length) {
      grow();
    }
    int at = head + size & requests.length - 1;
    dueNanos[at] = due;
    requests[at] = request;
    targets[at] = target;
    size++;
  }

  private void grow() {
    int capacity = requests.length;
    dueNanos = inOrder(dueNanos, capacity);
    requests = inOrder(requests, capacity);
    Histogram[] moved = Arrays.copyOfRange(targets, head, head + 2 * capacity);
    System.arraycopy(targets, 0, moved, capacity - head, head);
    targets = moved;
    head = 0;
  }

  private long[] inOrder(long[] ring, int capacity) {
    long[] moved = Arrays.copyOfRange(ring, head, head + 2 * capacity);
    System.arraycopy(ring, 0, moved, capacity - head, head);
    return moved;
  }

  long request() {
    return requests[head];
  }

  long dueNanos() {
    return dueNanos[head];
  }

  Histogram target() {
    return targets[head];
  }

  void remove() {
    head = head + 1 & requests.length - 1;
    size--;
  }

  boolean isEmpty() {
    return size == 0;
  }
}
