// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import java.io.OutputStream;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Where the backups are that a subcommand works with: a running server's, or a folder's. */
sealed interface BackupPlace extends AutoCloseable permits ServerBackups, FolderBackups {
  /** A backup in a list. */
  record Item(String file, String cache, long size, long items, String modified) {}

  /** The backups, or those of one cache, newest first. */
  List<Item> list(@Nullable String cache) throws CliException;

  /** What there is to know of one backup, with names for people and programs. */
  SequencedMap<String, Object> show(String file) throws CliException;

  /** Reads all of a backup; what is wrong with it, or null where it is good. */
  @Nullable String verify(String file) throws CliException;

  /**
   * Tells {@code reader} what differs between two backups, or one and {@code now}; whether anything
   * does.
   */
  boolean diff(String first, String second, boolean unverified, DiffReader reader)
      throws CliException;

  /** Writes the value of a backup's key, as JSON or its bytes alone; whether there is the key. */
  boolean get(String file, byte[] key, boolean raw, boolean unverified, OutputStream target)
      throws CliException;

  /** Deletes backups older than that; their number. */
  long cleanUp(int days) throws CliException;

  @Override
  void close() throws CliException;
}
