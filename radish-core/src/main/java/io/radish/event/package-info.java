// SPDX-License-Identifier: Apache-2.0
/**
 * What changes in the store, told to whoever listens.
 *
 * <p>Reading order: {@link io.radish.event.StoreEvent}, {@link io.radish.event.StoreListener},
 * {@link io.radish.event.EventBus}. Beside it, by Redis' names and while locks are held: {@link
 * io.radish.event.KeyEvents}.
 *
 * <p>Invariants: the events of one key arrive in the order of its changes; while nobody listens,
 * nothing is made or copied; a listener that throws harms nobody.
 */
@NullMarked
package io.radish.event;

import org.jspecify.annotations.NullMarked;
