// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.journal.JournalReading;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Whether a journal, all of which is whole, goes on where a checkpoint ends. */
final class Continuity {
  private Continuity() {}

  /** Why the journal is another one than the checkpoint's; null where it is not. */
  static @Nullable String foreign(Path folder, Manifest manifest, JournalReading read) {
    String id = read.id();
    return id == null || id.equals(manifest.journalId())
        ? null
        : "the journal "
            + id
            + " in "
            + folder
            + " is not the one of the checkpoint, "
            + manifest.journalId();
  }

  /** Why something of the journal behind the checkpoint is missing; null where nothing is. */
  static @Nullable String tooShort(
      Path folder, Manifest manifest, JournalReading read, BeginMark mark) throws IOException {
    long end = read.end().number();
    long position = manifest.position();
    boolean gone = read.segments().isEmpty();
    // Where nobody saw to it that the disk had it, a crash leaves less than the checkpoint has.
    if (!(gone || end < position) || !manifest.journalSynced() || mark.isFor(position)) {
      return null;
    }
    return "the journal in "
        + folder
        + (gone ? " is gone" : " ends with unit " + end)
        + ", but was on disk up to the checkpoint of unit "
        + position
        + " and went on behind it: a segment is missing";
  }
}
