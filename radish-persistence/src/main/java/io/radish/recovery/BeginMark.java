// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.disk.FileOps;
import io.radish.disk.FileOps.OutputFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;

/**
 * The file {@code begin_after_<position>}, which says that the journal goes on behind that
 * checkpoint and what it had before or instead does not count any more: an operator has decided so,
 * or a crash under {@code appendfsync no} has left less of it than the checkpoint has.
 *
 * <p>It is there before segments are moved aside and goes when a new one is there, so that a crash
 * in between does not look like a loss.
 */
final class BeginMark {
  static final String PREFIX = "begin_after_";

  private final FileOps disk;
  private final Path journal;

  BeginMark(FileOps disk, Path journal) {
    this.disk = disk;
    this.journal = journal;
  }

  boolean isFor(long position) throws IOException {
    return disk.list(journal).contains(PREFIX + position);
  }

  void set(long position) throws IOException {
    try (OutputFile file = disk.create(journal.resolve(PREFIX + position))) {
      file.force();
    } catch (FileAlreadyExistsException e) {
      // It was decided before.
    }
    disk.forceFolder(journal);
  }

  /** Takes all marks away: the journal has gone on. */
  void clear() throws IOException {
    List<String> marks =
        disk.list(journal).stream().filter(name -> name.startsWith(PREFIX)).toList();
    for (String mark : marks) {
      disk.delete(journal.resolve(mark));
    }
    if (!marks.isEmpty()) {
      disk.forceFolder(journal);
    }
  }
}
