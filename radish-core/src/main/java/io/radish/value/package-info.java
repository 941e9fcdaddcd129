// SPDX-License-Identifier: Apache-2.0
/**
 * What values are made of and what they do: records, strings and lists.
 *
 * <p>Reading order: {@link io.radish.value.ValueType}, {@link io.radish.value.RecordLayout}, {@link
 * io.radish.value.Entry}, {@link io.radish.value.ListValue}, {@link
 * io.radish.memory.VersionedMemory}; of sorted sets {@link io.radish.value.ZSetValue}, {@link
 * io.radish.value.ZSetCursor}, {@link io.radish.value.ScoreRange}, {@link
 * io.radish.value.ZSetAlgebra}.
 *
 * <p>Commands and the embeddable library share what is here. It works on a record that was found
 * already, and knows nothing of keyspaces or replies.
 */
@NullMarked
package io.radish.value;

import org.jspecify.annotations.NullMarked;
