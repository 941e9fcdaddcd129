// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the checkpoints do.
 *
 * @param last the newest; null before the first
 * @param lastTook how long it took, from the cut until it counted; zero where another life took it
 * @param running whether one is being taken
 * @param taken how many were taken in this life
 * @param journalBytes how much the journal has grown since
 * @param threshold how much it grows until the next is taken
 * @param failures how many attempts failed since the last that did not
 * @param failure why the last one failed; null where it did not
 * @param nextAttempt when it is tried again; null where nothing failed
 * @param kept how many checkpoints there are
 * @param keptBytes how long they are together
 * @param restorableFrom the earliest instant that the journal reaches back to; null before the
 *     first checkpoint
 */
public record CheckpointStatus(
    @Nullable CheckpointInfo last,
    Duration lastTook,
    boolean running,
    long taken,
    long journalBytes,
    long threshold,
    int failures,
    @Nullable String failure,
    @Nullable Instant nextAttempt,
    int kept,
    long keptBytes,
    @Nullable Instant restorableFrom) {}
