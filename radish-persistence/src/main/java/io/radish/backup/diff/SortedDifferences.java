// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.diff;

import io.radish.memory.ByteView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The first differences behind a certain key, in the order of their keys' bytes, as many as there
 * is room for: whatever comes behind a key that had to go is not wanted any more.
 *
 * <p>Used by one thread.
 */
final class SortedDifferences {
  /** About what a difference takes beside its key and texts. */
  private static final long OVERHEAD_BYTES = 256;

  private final byte @Nullable [] after;
  private final int mostCount;
  private final long mostBytes;
  private final TreeMap<byte[], Difference> found = new TreeMap<>(Arrays::compareUnsigned);
  private byte @Nullable [] end;
  private long bytes;

  /**
   * Makes an empty one.
   *
   * @param after the key behind which it begins; null for all
   * @param mostBytes of heap, about, unless one difference alone takes more
   */
  SortedDifferences(byte @Nullable [] after, int mostCount, long mostBytes) {
    this.after = after;
    this.mostCount = mostCount;
    this.mostBytes = mostBytes;
  }

  boolean wants(ByteView key) {
    return (after == null || key.compare(ByteView.of(after)) > 0)
        && (end == null || key.compare(ByteView.of(end)) < 0);
  }

  void before(byte[] key, Difference.Shown entry) {
    put(new Difference(key, entry, null));
  }

  void after(byte[] key, Difference.Shown entry) {
    Difference known = found.get(key);
    put(new Difference(key, known == null ? null : known.before(), entry));
  }

  private void put(Difference difference) {
    Difference replaced = found.put(difference.key(), difference);
    bytes += size(difference) - (replaced == null ? 0 : size(replaced));
    while (found.size() > mostCount || (bytes > mostBytes && found.size() > 1)) {
      Difference last = found.pollLastEntry().getValue();
      bytes -= size(last);
      end = last.key();
    }
  }

  private static long size(Difference difference) {
    return OVERHEAD_BYTES
        + difference.key().length
        + size(difference.before())
        + size(difference.after());
  }

  private static long size(Difference.@Nullable Shown entry) {
    return entry == null ? 0 : 2L * entry.json().length();
  }

  /** Whether nothing was left out behind the last. */
  boolean isComplete() {
    return end == null;
  }

  List<Difference> all() {
    return new ArrayList<>(found.values());
  }
}
