// SPDX-License-Identifier: Apache-2.0
/**
 * What changes in the store, written down so that doing it again gives the same data.
 *
 * <p>Reading order: {@link io.radish.effect.Effects}, the vocabulary; {@link
 * io.radish.effect.EffectUnit}, what belongs together; {@link io.radish.effect.EffectLog}, where it
 * goes.
 *
 * <p>Invariants: effects depend on nothing but the data they are applied to, not on the time nor on
 * chance; what expires or is evicted is removed by an effect; units are numbered while the locks
 * they were made under are held, so that the order of their numbers is one in which they happened.
 */
@NullMarked
package io.radish.effect;

import org.jspecify.annotations.NullMarked;
