// SPDX-License-Identifier: Apache-2.0
/**
 * The servers that are measured: found, started as their users start them, looked at from outside,
 * and ended.
 *
 * <p>Reading order: {@link io.radish.bench.server.ServerKind}, {@link
 * io.radish.bench.server.Installation} (where one is), {@link io.radish.bench.server.RunningServer}
 * (one that runs), {@link io.radish.bench.server.ProcessFigures} (what the system says of its
 * process), {@link io.radish.bench.server.RespClient} (to give it orders).
 *
 * <p>Every server listens on loopback only, keeps its files in a folder of its own, and is ended by
 * its process id, at the latest when this program ends. What is written here works on Linux, whose
 * {@code /proc} it reads.
 */
@NullMarked
package io.radish.bench.server;

import org.jspecify.annotations.NullMarked;
