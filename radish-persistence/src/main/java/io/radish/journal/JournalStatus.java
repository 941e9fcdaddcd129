// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a journal does.
 *
 * @param state whether the disk keeps up
 * @param since when the state became that; null where it never was another
 * @param reason why it is not healthy, in words for an operator; null where it is
 * @param units the number of the newest unit
 * @param durable the number up to which all units are durable
 * @param lagBytes bytes of the units that are not
 * @param lagMillis how long the oldest of them has waited
 * @param lastFsync when the last fsync ended that succeeded; null before the first
 * @param lastFsyncTook how long it took
 * @param delayedFsyncs how many took so long that more than a second of units was at stake
 * @param segments how many segments there are
 * @param folderBytes how long they are together
 */
public record JournalStatus(
    JournalState state,
    @Nullable Instant since,
    @Nullable String reason,
    long units,
    long durable,
    long lagBytes,
    long lagMillis,
    @Nullable Instant lastFsync,
    Duration lastFsyncTook,
    long delayedFsyncs,
    int segments,
    long folderBytes) {}
