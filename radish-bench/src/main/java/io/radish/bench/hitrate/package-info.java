// SPDX-License-Identifier: Apache-2.0
/**
 * How many reads a cache answers that may keep a tenth of all keys: the engine's eviction against
 * that of a real {@code redis-server}, on the same generated traces.
 *
 * <p>Reading order: {@link io.radish.bench.hitrate.HitRate}, {@code Trace}, {@code CacheUnderTest}.
 */
@NullMarked
package io.radish.bench.hitrate;

import org.jspecify.annotations.NullMarked;
