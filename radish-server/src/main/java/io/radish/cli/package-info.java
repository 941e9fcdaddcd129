// SPDX-License-Identifier: Apache-2.0
/**
 * What is typed: {@code radish}, its subcommands, and the shell.
 *
 * <p>Reading order: {@link io.radish.cli.Main} tells the server's own way, which has no time to
 * lose, from the subcommands; {@code RadishCommand} is their tree; {@code CliCommand} sends
 * commands to a server, one by one or in a {@code Shell}; {@code BackupCommand} works with backups,
 * those of a running server or those in a folder. {@code Rehearsal} is run by the build.
 *
 * <p>Invariants: what goes wrong is one line on standard error and an exit code that is not 0; a
 * stack trace is a bug. Passwords are in no history, no message and no log.
 */
@NullMarked
package io.radish.cli;

import org.jspecify.annotations.NullMarked;
