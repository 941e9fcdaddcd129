// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import java.nio.file.Path;

/**
 * What lies behind the last whole batch of a journal and was never known to be on disk: the end
 * that a crash leaves. {@link JournalReader#settle} takes it away.
 *
 * @param file the newest segment
 * @param offset where the tail begins in it
 * @param bytes how long it is
 * @param batches how many lines that close a batch are in it; none of those batches was known to be
 *     on disk
 * @param reason what is wrong with the first of it
 */
public record TornTail(Path file, long offset, long bytes, int batches, String reason) {}
