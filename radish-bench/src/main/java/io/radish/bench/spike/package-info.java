// SPDX-License-Identifier: Apache-2.0
/**
 * The measurement behind ADR 1: the same small hash table over records in four places.
 *
 * <p>Reading order: {@link io.radish.bench.spike.RecordTable} (the index and the records), {@link
 * io.radish.bench.spike.RecordMemory} with its three implementations (where both lie), {@link
 * io.radish.bench.spike.MapTable} (the baseline), {@link
 * io.radish.bench.spike.RecordPlaceBenchmark} and {@link io.radish.bench.spike.PairedRounds}
 * (time), {@link io.radish.bench.spike.MemoryPerKey} (space) and {@link
 * io.radish.bench.spike.PausesUnderPressure} (garbage collection).
 *
 * <p>The table is as small as the question allows: one thread, no lock, no deletion, no resize. It
 * is no part of the engine and imports nothing of it, so that the figures stay what they were.
 */
@NullMarked
package io.radish.bench.spike;

import org.jspecify.annotations.NullMarked;
