// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.backup.format.BackupReader;
import io.radish.snapshot.ChosenEntries;
import io.radish.snapshot.MeasuredEntries;
import io.radish.snapshot.Snapshots;
import io.radish.store.KeyspaceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;

/**
 * Refuses a restore that would not fit under a limit of the store or of its cache, before it
 * begins. A file that is small beside the room there is needs no look; another one is read once to
 * say what it needs.
 */
final class RestoreRoom {
  /**
   * What a byte of a file takes in memory at most: of the shortest entries, some 12 bytes long, a
   * record with its slot.
   */
  private static final int MOST_PER_BYTE = 4;

  /** What packing makes smaller at most, of what anybody keeps. */
  private static final int MOST_PACKED = 50;

  private final Snapshots store;

  RestoreRoom(Snapshots store) {
    this.store = store;
  }

  /**
   * Looks at what is about to be restored.
   *
   * @param target where to
   * @throws IOException where it does not fit, saying what it would need
   */
  void check(
      Path file, KeyspaceName target, BackupReader.Trust trust, KeyPatterns keys, Instant now)
      throws IOException {
    long room = store.roomFor(target);
    if (room == Long.MAX_VALUE || fitsSurely(file, room)) {
      return;
    }
    MeasuredEntries measured = new MeasuredEntries(now.toEpochMilli());
    try (BackupReader reader = BackupReader.open(file, trust)) {
      reader.read(new ChosenEntries(measured, keys.matcher(), now.toEpochMilli()), now);
    }
    if (measured.bytes() > room) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "restoring '%s' needs about %d bytes of memory, and its limits leave %d: raise"
                  + " maxmemory or the quota (CACHECONFIG SET %s maxmemory), or delete data;"
                  + " nothing changed",
              target,
              measured.bytes(),
              room,
              target));
    }
  }

  private static boolean fitsSurely(Path file, long room) throws IOException {
    long bytes = Files.size(file);
    boolean packed = String.valueOf(file.getFileName()).endsWith(".zst");
    return bytes <= room / MOST_PER_BYTE / (packed ? MOST_PACKED : 1);
  }
}
