// SPDX-License-Identifier: Apache-2.0
/**
 * Client-side caching: clients that keep copies of what they have read, and are told when these are
 * no longer right ({@code CLIENT TRACKING}).
 *
 * <p>Reading order: {@link io.radish.command.tracking.Tracking}, which all clients share; {@link
 * io.radish.command.tracking.Tracker}, what one of them wants; {@link
 * io.radish.command.tracking.TrackingTurn}, what one thread gathers while it runs a request.
 *
 * <p>Invariants: who has read a value is remembered under the lock of its key, so that no change
 * slips in between; the news of a change is handed over after the change, and a client gets it
 * behind the replies to what it has read before. Nothing here takes the lock of a shard while it is
 * told of a change.
 *
 * <p>Which keys there are, and who has read them, the store knows ({@link
 * io.radish.store.KeyTracking}); this package knows nothing of sessions and commands.
 */
@NullMarked
package io.radish.command.tracking;

import org.jspecify.annotations.NullMarked;
