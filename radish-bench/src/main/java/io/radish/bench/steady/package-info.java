// SPDX-License-Identifier: Apache-2.0
/**
 * Whether Radish stays as it is for long, and with many caches: run by hand.
 *
 * <p>{@link io.radish.bench.steady.Steadiness} keeps it under a mixed load with backups for
 * minutes, and looks at pauses, memory and latency; {@link io.radish.bench.steady.PauseLog} and
 * {@link io.radish.bench.steady.PauseRecording} read what the JVM says of its own pauses. {@link
 * io.radish.bench.steady.ManyCaches} compares ten thousand small caches with one large one.
 */
@NullMarked
package io.radish.bench.steady;

import org.jspecify.annotations.NullMarked;
