// SPDX-License-Identifier: Apache-2.0
/**
 * What survives: checkpoints beside the journal, and the start that makes a store of both.
 *
 * <p>Reading order: {@link io.radish.recovery.Durability}, the way in; {@code JournalRecovery},
 * what a start does; {@code Manifest} and {@code CheckpointFolder}, what a checkpoint is; {@code
 * CheckpointWriter} and {@code CheckpointLoader}, out and in; {@code Checkpointer}, when one is
 * taken and what goes afterwards; {@code KeptRestores}, the files that effects refer to; {@code
 * JournalPast}, keyspaces as they once were; {@link io.radish.recovery.JournalInspection} and
 * {@link io.radish.recovery.JournalRepair}, for whoever has to decide.
 *
 * <p>Invariants: a checkpoint with a manifest is whole, and nothing is deleted that the newest one
 * and the restore window need; a start gives all that was durable or stops, and changes no data of
 * the folder before it has succeeded; nothing that is done in the backup folder matters to a start
 * that has a journal. This package knows nothing of commands, sockets or configuration.
 */
@NullMarked
package io.radish.recovery;

import org.jspecify.annotations.NullMarked;
