// SPDX-License-Identifier: Apache-2.0
/**
 * Commands: the table of them, what a call of one sees, and how a request becomes a reply.
 *
 * <p>Reading order: {@link io.radish.command.Command}, {@link io.radish.command.CommandTable},
 * {@link io.radish.command.Dispatcher}, {@link io.radish.command.Call}, {@link
 * io.radish.command.ArgumentCursor}, {@link io.radish.command.Session}, {@link
 * io.radish.command.Transactions}; of what is noted of commands, {@link io.radish.command.Meters}
 * and {@link io.radish.command.Supervision}.
 *
 * <p>Invariants: the table is the one source of what commands there are; a handler runs with the
 * locks of its keys' shards held; a client's mistake is an error reply, never an exception. This
 * package knows nothing of sockets or HTTP.
 */
@NullMarked
package io.radish.command;

import org.jspecify.annotations.NullMarked;
