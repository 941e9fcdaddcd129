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

  /** A backup that would be deleted, and why. */
  record Doomed(String file, String cache, long size, String reason) {}

  /**
   * What is to be deleted.
   *
   * @param days the age from which on; null where a policy says it
   * @param policy the policy; null where the place's own is meant, or {@code days} are given
   */
  record Wish(@Nullable Integer days, @Nullable String policy) {}

  /** Deletes backups; their number. */
  long cleanUp(Wish wish) throws CliException;

  /** What {@link #cleanUp} would delete, the oldest first. */
  List<Doomed> preview(Wish wish) throws CliException;

  /** How the backups are doing, with names for people and programs. */
  SequencedMap<String, Object> status() throws CliException;

  @Override
  void close() throws CliException;
}
