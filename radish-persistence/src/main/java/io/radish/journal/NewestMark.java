// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.disk.FileOps;
import io.radish.disk.FileOps.OutputFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;

/**
 * The empty file {@code newest_<number>}, which says that a segment of that first unit was there:
 * without it, a journal whose newest segments were deleted would look like one that ended before.
 *
 * <p>It is there only after the segment is on disk, name and all, so that a crash never leaves a
 * mark of a segment that is not there.
 */
final class NewestMark {
  private static final String PREFIX = "newest_";

  private final FileOps disk;
  private final Path folder;

  NewestMark(FileOps disk, Path folder) {
    this.disk = disk;
    this.folder = folder;
  }

  /** The first unit of the newest segment there was; 0 where none is known of. */
  long first() throws IOException {
    return names().stream().mapToLong(NewestMark::firstOf).max().orElse(0);
  }

  private List<String> names() throws IOException {
    return disk.list(folder).stream().filter(name -> firstOf(name) > 0).toList();
  }

  private static long firstOf(String name) {
    return name.startsWith(PREFIX)
        ? Segment.firstOf(Segment.PREFIX + name.substring(PREFIX.length()) + Segment.SUFFIX)
        : -1;
  }

  /** Marks a segment that is on disk as the newest. */
  void set(long first) throws IOException {
    String name = PREFIX + Segment.digits(first);
    try (OutputFile file = disk.create(folder.resolve(name))) {
      file.force();
    } catch (FileAlreadyExistsException e) {
      // The one before of that name held nothing.
    }
    disk.forceFolder(folder);
    for (String other : names()) {
      if (!other.equals(name)) {
        disk.delete(folder.resolve(other));
      }
    }
  }

  /** Forgets what there was. */
  void clear() throws IOException {
    List<String> names = names();
    for (String name : names) {
      disk.delete(folder.resolve(name));
    }
    if (!names.isEmpty()) {
      disk.forceFolder(folder);
    }
  }
}
