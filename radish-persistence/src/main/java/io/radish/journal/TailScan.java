// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What lies behind a place where a segment broke: lines that close batches, each of which says up
 * to where the journal was known to be on disk when it was written.
 *
 * <p>Values may hold anything, lines of a journal included. But a line has to name the journal's
 * id, which no client is told.
 *
 * @param batches how many there are
 * @param durable the highest number that one of them says was on disk; -1 where there is none
 */
record TailScan(int batches, long durable) {
  /**
   * Looks at all that follows.
   *
   * @param id the journal's; null for any, where the header is broken
   */
  static TailScan of(SegmentInput in, @Nullable String id) throws IOException {
    int batches = 0;
    long durable = -1;
    while (in.findLine()) {
      int length = in.lineLength();
      BatchLine batch = BatchLine.parse(in.lineBytes(), in.lineAt(), length);
      EndLine end = EndLine.parse(in.lineBytes(), in.lineAt(), length);
      if (batch != null && (id == null || batch.id().equals(id))) {
        batches++;
        durable = Math.max(durable, batch.durable());
      } else if (end != null && (id == null || end.id().equals(id))) {
        durable = Math.max(durable, end.last());
      }
      in.pass(1);
    }
    return new TailScan(batches, durable);
  }
}
