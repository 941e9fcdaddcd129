// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Units that go to disk together, closed by one line. Filled under the lock of the {@link
 * BatchBuffer}; once sealed it does not change.
 */
final class Batch {
  /** A run of a block's bytes. */
  record Slice(Block block, int from, int to) {
    int bytes() {
      return to - from;
    }
  }

  /** Room behind the last slice, kept for the line that closes the batch. */
  static final int LINE_ROOM = 256;

  private final List<Slice> slices = new ArrayList<>(1);
  private final long first;
  private long last;
  private long bytes;
  private long timeMillis;
  private long sealedNanos;
  private @Nullable Slice line;

  Batch(long first) {
    this.first = first;
    this.last = first - 1;
  }

  /** Adds a run of bytes. */
  void add(Slice slice) {
    if (slice.bytes() > 0) {
      slices.add(slice);
      slice.block().users++;
      bytes += slice.bytes();
    }
  }

  void countUnit() {
    last++;
  }

  /** Ends it; the line that closes it goes to {@code place}. */
  void seal(long time, long nanos, Slice place) {
    timeMillis = time;
    sealedNanos = nanos;
    line = place;
    place.block().users++;
  }

  /** Where the line that closes it goes, behind the last slice where that is in the same block. */
  Slice line() {
    return Objects.requireNonNull(line, "the batch is open");
  }

  List<Slice> slices() {
    return slices;
  }

  /** The number of its first unit. */
  long first() {
    return first;
  }

  /** The number of its last unit. */
  long last() {
    return last;
  }

  /** How many units it has. */
  long units() {
    return last - first + 1;
  }

  /** How many bytes they take. */
  long bytes() {
    return bytes;
  }

  long timeMillis() {
    return timeMillis;
  }

  /** When it was sealed, by the clock that durations are measured with. */
  long sealedNanos() {
    return sealedNanos;
  }
}
