// SPDX-License-Identifier: Apache-2.0
/**
 * Backups of a store in a folder: taken on schedule or on demand, listed, verified, restored, and
 * cleaned up.
 *
 * <p>Reading order: {@link io.radish.backup.PersistenceHandler} is the whole of it for callers. A
 * {@code BackupRunner} takes a run of backups into a {@code BackupFolder}, a {@code BackupCatalog}
 * says what lies there, a {@code Restorer} and a {@code Recovery} bring it back, and a {@code
 * PastRestorer} what once was, from whatever {@link io.radish.backup.PastKeyspaces} it was given.
 * {@code Upkeep} lets go what is old: a {@code RetentionPlanner} says what, by the {@link
 * io.radish.backup.RetentionRules}, and a {@code RetentionGuard} what not. A {@code Schedule} does
 * all that by itself, and a {@code BackupMonitor} watches over it. {@link
 * io.radish.backup.BackupFileName} names files, and {@link io.radish.disk.FolderLock} keeps a
 * second server out.
 *
 * <p>Invariants: what has its final name is whole and on disk; nothing is ever overwritten; a
 * restore changes nothing unless the whole file was good; the last backup of a keyspace and the
 * newest whole run are never cleaned away; after a recovery that failed there are no automatic
 * backups. This package knows nothing of commands, sockets or configuration files.
 */
@NullMarked
package io.radish.backup;

import org.jspecify.annotations.NullMarked;
