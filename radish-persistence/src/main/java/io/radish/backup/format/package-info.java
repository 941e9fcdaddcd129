// SPDX-License-Identifier: Apache-2.0
/**
 * The backup file: JSON that a person can read, written and read as a stream, one entry a line.
 *
 * <p>Reading order: {@link io.radish.backup.format.BackupHeader} says what a file is; {@link
 * io.radish.backup.format.BackupWriter} writes one; {@link io.radish.backup.format.BackupReader}
 * verifies one and hands its entries to a sink; a {@link io.radish.backup.format.ValueCodec} is how
 * one type of value looks, in both directions.
 *
 * <p>Invariants: every type, deadline and byte comes back as it was; neither direction holds more
 * of a file than a few buffers; every complaint names file, byte offset and reason. The contract
 * with the outside is {@code docs/backup-format.md}, and golden files freeze it. This package knows
 * nothing of folders, file names or schedules.
 */
@NullMarked
package io.radish.backup.format;

import org.jspecify.annotations.NullMarked;
