// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.store.KeyspaceName;
import java.time.Instant;
import java.util.List;

/**
 * What completes a checkpoint: all of its files, and where in the journal it stands.
 *
 * @param journalId the journal's id
 * @param position the number of the newest unit that is in the checkpoint
 * @param journalSynced whether the journal was known to be on disk up to there when this was
 *     written; not under {@code appendfsync no}, where a crash of the machine may leave a journal
 *     that ends before its checkpoint
 * @param taken the instant that the checkpoint shows
 * @param keyspaces one for each keyspace, those without entries too
 */
record Manifest(
    String journalId,
    long position,
    boolean journalSynced,
    Instant taken,
    List<KeyspaceFile> keyspaces) {
  /** The version of the format that is written. */
  static final int VERSION = 1;

  /** How the files of a checkpoint call their run. */
  String runId() {
    return runId(position);
  }

  static String runId(long position) {
    return "checkpoint_" + position;
  }

  /**
   * A keyspace's file.
   *
   * @param ttlSeconds the time-to-live of keys written without one; 0 for none
   * @param checksum as the file says it
   */
  record KeyspaceFile(
      KeyspaceName name, String file, long ttlSeconds, long items, long bytes, String checksum) {}

  CheckpointInfo info() {
    return new CheckpointInfo(
        position,
        taken,
        keyspaces.size(),
        keyspaces.stream().mapToLong(KeyspaceFile::items).sum(),
        keyspaces.stream().mapToLong(KeyspaceFile::bytes).sum());
  }
}
