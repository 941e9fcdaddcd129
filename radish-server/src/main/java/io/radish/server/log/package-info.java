// SPDX-License-Identifier: Apache-2.0
/**
 * The two log files of a day, set up in code so that nothing is searched or parsed at the start.
 *
 * <p>Reading order: {@link io.radish.server.log.Logs} opens and closes the files and names the
 * loggers; its {@code LogLine} is the form of a line; a {@code LineBudget} keeps a client's errors
 * from filling the disk.
 *
 * <p>Invariants: one event is one line, whatever bytes a client sent, followed only by the frames
 * of an exception; files are their owner's only; no thread that serves connections waits for the
 * disk. Values and passwords are kept out by those who log: this package sees only their text.
 */
@NullMarked
package io.radish.server.log;

import org.jspecify.annotations.NullMarked;
