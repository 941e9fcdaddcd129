// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.store.KeyspaceName;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** Brings keyspaces back as they were at some instant, for who restores to a point in time. */
@FunctionalInterface
public interface PastKeyspaces {
  /** A keyspace as it once was, as a backup file; closing it deletes the file. */
  interface Past extends Closeable {
    /** The file, whole. */
    Path file();

    /** The number of the journal's newest unit that is in it. */
    long position();
  }

  /**
   * Writes a keyspace down as it was at {@code asOf}, changing nothing else.
   *
   * @throws OutOfReachException where {@code asOf} is earlier than what is kept
   * @throws IOException where there was no such keyspace then, or what is kept is damaged
   */
  Past write(KeyspaceName keyspace, Instant asOf) throws IOException, InterruptedException;

  /** Knows nothing of the past, for where there is no journal. */
  PastKeyspaces NONE =
      (keyspace, asOf) -> {
        throw new IOException(
            "a restore to a point in time needs the journal: start the server with appendonly yes;"
                + " backups can be restored without, see BACKUP LIST");
      };
}
