// SPDX-License-Identifier: Apache-2.0
/**
 * Servers that are killed, whose disk is full, or who find their folders as somebody left them.
 *
 * <p>{@link io.radish.it.crash.CrashTest} is the heart: processes that are killed with {@code kill
 * -9} while clients write. Each client has a {@link io.radish.it.crash.Ledger} of what it sent and
 * what was acknowledged, and a {@link io.radish.it.crash.Holdings} of what the server must have
 * then. As a client's requests run one after the other, what is there after the next start must be
 * the outcome of the first so and so many of them: of all that were acknowledged, of all that
 * somebody has read, and of none by half. {@link io.radish.it.crash.Writer}, {@link
 * io.radish.it.crash.Jobs} and {@link io.radish.it.crash.Operator} are the clients.
 *
 * <p>Some cycles in each build; {@code scripts/crash.sh} for as many as asked.
 */
@NullMarked
package io.radish.it.crash;

import org.jspecify.annotations.NullMarked;
