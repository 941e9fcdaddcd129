// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import java.time.Instant;

/**
 * A whole checkpoint.
 *
 * @param position the number of the newest unit of the journal that is in it
 * @param taken the instant that it shows
 * @param keyspaces how many keyspaces it has, and as many files
 * @param items how many entries
 * @param bytes how long its files are together
 */
public record CheckpointInfo(long position, Instant taken, int keyspaces, long items, long bytes) {}
