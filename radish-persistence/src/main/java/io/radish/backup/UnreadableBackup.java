// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A {@code .json} file in the folder whose header cannot be read.
 *
 * @param isNamedLikeBackup whether its name is that of a backup
 * @param taken the time in its name, or else that of its last change
 * @param reason what is wrong, with file and offset
 */
public record UnreadableBackup(
    String filename, Path filepath, boolean isNamedLikeBackup, Instant taken, String reason) {}
