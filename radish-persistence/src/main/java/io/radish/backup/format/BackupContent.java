// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import java.util.List;

/**
 * What reading a whole backup file brought to light.
 *
 * @param items the number of entries in the file
 * @param expired how many of them had a deadline that has passed
 * @param bytes the file's size
 * @param warnings what is wrong with the file but was let pass, as it was read unverified
 */
public record BackupContent(
    BackupHeader header, long items, long expired, long bytes, List<String> warnings) {}
