// SPDX-License-Identifier: Apache-2.0
/**
 * The settings of a server: one table of names, four places they come from, and their values while
 * the server runs.
 *
 * <p>Reading order: a {@link io.radish.server.config.Parameter} says what a setting is and has a
 * {@link io.radish.server.config.ParameterType}; {@link io.radish.server.config.Parameters} is the
 * table of all of them; {@link io.radish.server.config.ConfigLoader} gathers values from the {@link
 * io.radish.server.config.CommandLine}, the {@link io.radish.server.config.Environment} and the
 * {@link io.radish.server.config.ConfigFile}; {@link io.radish.server.config.Settings} holds them,
 * answers {@code CONFIG GET} and takes {@code CONFIG SET}.
 *
 * <p>Invariants: the command line wins over the environment, the environment over the file, the
 * file over the default. A name or a value that is not understood stops the start; nothing is
 * guessed. This package knows nothing of sockets, nor of what commands there are.
 */
@NullMarked
package io.radish.server.config;

import org.jspecify.annotations.NullMarked;
