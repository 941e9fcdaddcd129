// SPDX-License-Identifier: Apache-2.0
/**
 * What the engine's hot operations cost by themselves, without protocol and network: {@code
 * scripts/jmh.sh engine}.
 *
 * <p>Reading order: {@link io.radish.bench.engine.FilledStore} (a store with a million keys, used
 * as commands use it), {@link io.radish.bench.engine.OperationBenchmark} (operations that leave the
 * store as it was, again and again), {@link io.radish.bench.engine.BatchBenchmark} (those that do
 * not: each batch begins anew), {@link io.radish.bench.engine.ThreadsBenchmark} (several threads on
 * one store).
 */
@NullMarked
package io.radish.bench.engine;

import org.jspecify.annotations.NullMarked;
