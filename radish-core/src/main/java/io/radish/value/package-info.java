// SPDX-License-Identifier: Apache-2.0
/**
 * What the types of values do: strings and lists, as records and as trees of chunks.
 *
 * <p>Reading order: {@link io.radish.value.ValueType}.
 *
 * <p>Commands and the embeddable library share what is here. It knows nothing of replies.
 */
@NullMarked
package io.radish.value;

import org.jspecify.annotations.NullMarked;
