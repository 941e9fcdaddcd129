// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the backups are doing.
 *
 * @param interval between automatic runs; zero where there are none
 * @param running whether a run is under way
 * @param lastRun the last one since the start, or null
 * @param lastWholeRun the last one of everything in which nothing failed, or null
 * @param nextRun when the next automatic one begins, or null
 * @param runs the number of runs since the start
 * @param failedRuns the number of those in which something failed
 */
public record BackupStatus(
    Path folder,
    Duration interval,
    boolean running,
    @Nullable BackupRun lastRun,
    @Nullable BackupRun lastWholeRun,
    @Nullable Instant nextRun,
    long runs,
    long failedRuns) {}
