// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.journal.JournalStatus;

/**
 * How journal and checkpoints do.
 *
 * @param folderBytes what both take
 */
public record DurabilityStatus(
    JournalStatus journal, CheckpointStatus checkpoints, long folderBytes) {}
