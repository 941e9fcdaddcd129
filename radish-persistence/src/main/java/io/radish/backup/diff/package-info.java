// SPDX-License-Identifier: Apache-2.0
/**
 * What differs between two backups, found with little memory however large they are.
 *
 * <p>Reading order: {@link io.radish.backup.diff.BackupDiff}, {@link
 * io.radish.backup.diff.Difference}, {@code PrintTable}, {@code EntryPrints}, {@code
 * SortedDifferences}.
 *
 * <p>Invariants: both files are verified before anything is said of them; two entries count as the
 * same where key, type, value and deadline are, in whatever order the files have them.
 *
 * <p>This package knows files and their format, and nothing of stores, servers or people.
 */
@NullMarked
package io.radish.backup.diff;

import org.jspecify.annotations.NullMarked;
