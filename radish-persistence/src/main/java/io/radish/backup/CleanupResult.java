// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

/**
 * What a clean-up has done.
 *
 * @param deleted the number of backups deleted
 * @param bytes their size
 * @param failed the number of those that should have gone and could not be deleted
 */
public record CleanupResult(int deleted, long bytes, int failed) {}
