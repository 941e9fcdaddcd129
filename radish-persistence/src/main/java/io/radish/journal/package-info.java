// SPDX-License-Identifier: Apache-2.0
/**
 * The journal: every change, in one order, in files that say of every byte whether it is right.
 *
 * <p>Reading order: {@link io.radish.journal.Journal}, what it is for those who commit; {@link
 * io.radish.journal.FileJournal}, the one in a folder; {@code BatchBuffer}, where commits meet the
 * {@code JournalWriter}; {@code BatchLine} and {@code SegmentHeader}, the lines that make an AOF
 * trustworthy; {@link io.radish.journal.JournalReader}, which trusts none of them. The format is a
 * public contract: {@code docs/journal-format.md}.
 *
 * <p>Invariants: a unit lies in one batch; a batch is passed on whole or not at all; nothing is
 * written to a segment in which a call has failed; what was durable once is kept or its loss is
 * noticed. This package knows nothing of commands, sockets or configuration, and decides nothing
 * about a torn tail.
 */
@NullMarked
package io.radish.journal;

import org.jspecify.annotations.NullMarked;
