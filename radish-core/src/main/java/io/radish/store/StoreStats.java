// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

/**
 * What a store takes and has done.
 *
 * @param usedBytes bytes of all blocks in use outside the heap
 * @param reservedBytes bytes taken from the operating system for them
 * @param expiredKeys keys removed because their time had passed, since the start
 * @param expiredFields fields of hashes removed because theirs had, those that went with their key
 *     included
 * @param keyspaces the number of keyspaces, the default store included
 * @param shards the number of shards
 * @param unsavedChanges changes to keys since what was last said to be safe elsewhere
 */
public record StoreStats(
    long usedBytes,
    long reservedBytes,
    long expiredKeys,
    long expiredFields,
    int keyspaces,
    int shards,
    long unsavedChanges) {}
