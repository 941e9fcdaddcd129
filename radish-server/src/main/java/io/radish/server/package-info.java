// SPDX-License-Identifier: Apache-2.0
/**
 * The running server: what is put together at the start, and taken apart at the end.
 *
 * <p>Reading order: a {@link io.radish.server.Server} starts, runs and stops; a {@code CommandHost}
 * joins the connections of {@code net} with the dispatchers of {@code io.radish.command}; a {@code
 * Control} is what commands may ask of the server; a {@code Housekeeper} does what has to be done
 * now and then; a {@link io.radish.server.Console} shows people what happens.
 *
 * <p>Invariants: nothing is answered before the recovery has succeeded; once a stop has begun no
 * command runs any more, so that the final backup holds whatever was answered; what stands in the
 * way of a start is one line and an exit code.
 */
@NullMarked
package io.radish.server;

import org.jspecify.annotations.NullMarked;
