// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import java.nio.file.Path;
import java.util.List;

/**
 * What lies behind the last whole batch of a journal and was never known to be on disk: the end
 * that a crash leaves. {@link JournalReader#cut} takes it away.
 *
 * @param file the segment with the last whole batch, or the first of {@code headless}
 * @param offset where the tail begins in it
 * @param bytes how long it is, in all files
 * @param batches how many lines that close a batch are in it; none of those batches was known to be
 *     on disk
 * @param reason what is wrong with the first of it
 * @param headless segments behind it of which not even the first line is whole
 */
public record TornTail(
    Path file, long offset, long bytes, int batches, String reason, List<Path> headless) {}
