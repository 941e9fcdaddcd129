// SPDX-License-Identifier: Apache-2.0
/**
 * Memory outside the garbage-collected heap, and views of bytes wherever they lie.
 *
 * <p>Reading order: {@link io.radish.memory.ByteView}, {@link io.radish.memory.ShardMemory}, {@code
 * Pages}.
 *
 * <p>This package knows nothing of keys, values or keyspaces: it hands out and takes back blocks of
 * bytes, and counts them.
 */
@NullMarked
package io.radish.memory;

import org.jspecify.annotations.NullMarked;
