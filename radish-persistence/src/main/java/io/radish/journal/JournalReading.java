// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reading a journal found, and where writing goes on.
 *
 * @param id the journal's id; null where there is none yet
 * @param segments the segments, oldest first
 * @param end the last batch that was verified
 * @param complete whether it was read to its end; not where a time or a number was given that lies
 *     before it
 * @param batches how many batches were verified
 * @param units how many units were passed on
 * @param bytes how many bytes were verified
 * @param ignored how many were passed over, because a segment was given up and its last batches
 *     written once more to the next
 * @param settled whether it is sure that all of this is on disk and nothing besides: it was closed
 *     in order, or {@link JournalReader#settle} has seen to it
 * @param tail what lies behind the last whole batch; null where nothing does
 */
public record JournalReading(
    @Nullable String id,
    List<Segment> segments,
    End end,
    boolean complete,
    long batches,
    long units,
    long bytes,
    long ignored,
    boolean settled,
    @Nullable TornTail tail) {

  /**
   * The end of a journal, as the next batch refers to it.
   *
   * @param number the last unit's number, 0 where there is none
   * @param timeMillis when its batch was closed
   * @param check the check sum of the line that closed it, 0 where there is none
   */
  public record End(long number, long timeMillis, int check) {
    /** That of a journal without units. */
    public static final End NONE = new End(0, 0, 0);
  }

  /**
   * That of a folder without a journal, where units up to {@code number} are known from elsewhere.
   */
  public static JournalReading beginningAfter(long number) {
    return new JournalReading(null, List.of(), new End(number, 0, 0), true, 0, 0, 0, 0, true, null);
  }

  /** That of a folder without a journal. */
  public static final JournalReading EMPTY =
      new JournalReading(null, List.of(), End.NONE, true, 0, 0, 0, 0, true, null);
}
