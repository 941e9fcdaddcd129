// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

/**
 * What reading all of a good backup file has shown.
 *
 * @param cache the keyspace in it: {@code default_store}, cache or cache:store
 * @param items the number of entries
 * @param bytes the file's size
 * @param hasChecksum whether a checksum vouches for it; the original's files have none
 */
public record BackupVerification(
    String filename, String cache, long items, long bytes, boolean hasChecksum) {}
