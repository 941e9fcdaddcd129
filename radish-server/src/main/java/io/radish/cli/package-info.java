// SPDX-License-Identifier: Apache-2.0
/**
 * What is typed: {@code radish}, its subcommands, and the shell.
 *
 * <p>Reading order: {@link io.radish.cli.Main} tells the server's own way, which has no time to
 * lose, from the subcommands.
 *
 * <p>Invariants: what goes wrong is one line on standard error and an exit code that is not 0; a
 * stack trace is a bug. Passwords are in no history, no message and no log.
 */
@NullMarked
package io.radish.cli;

import org.jspecify.annotations.NullMarked;
