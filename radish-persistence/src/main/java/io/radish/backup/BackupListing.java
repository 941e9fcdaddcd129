// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.util.List;

/**
 * What lies in the backup folder.
 *
 * @param backups newest first
 * @param unreadable the {@code .json} files that are not backups, or no longer
 */
public record BackupListing(List<BackupInfo> backups, List<UnreadableBackup> unreadable) {}
