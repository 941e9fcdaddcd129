// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.disk.FileOps;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the journal in a folder, trusting nothing: whatever is not exactly what was written is
 * either the torn tail that a crash leaves, and reported, or damage, and thrown.
 *
 * <p>It is a tail if it lies behind the last whole batch of the newest segment, and no line behind
 * it says that it was on disk once. Everything else is damage: a batch broken in the middle, one
 * missing, doubled or exchanged, a missing segment, be it the newest, one of another journal.
 *
 * <p>It needs little memory whatever there is: a window, and one value at a time outside the heap.
 */
public final class JournalReader {
  private final FileOps disk;
  private final Path folder;

  /** A reader of the journal in {@code folder}. */
  public JournalReader(FileOps disk, Path folder) {
    this.disk = disk;
    this.folder = folder;
  }

  /** The segments in the folder, oldest first. */
  public List<Segment> segments() throws IOException {
    List<Segment> segments = new ArrayList<>();
    for (String name : disk.list(folder)) {
      if (name.startsWith(Segment.PREFIX) && name.endsWith(Segment.SUFFIX)) {
        Path path = folder.resolve(name);
        long first = Segment.firstOf(name);
        if (first < 1) {
          throw new JournalDamagedException(path, 0, "no segment has such a name");
        }
        try (FileOps.InputFile file = disk.open(path)) {
          segments.add(new Segment(first, file.size()));
        } catch (NoSuchFileException e) {
          // Cleaned up since it was listed; a gap that should not be there is found by who reads
          // on.
        }
      }
    }
    segments.sort((a, b) -> Long.compare(a.first(), b.first()));
    return segments;
  }

  /**
   * Reads what {@code range} asks for and passes it to {@code sink}, verifying all of it on the
   * way. Segments that hold none of it are not opened.
   *
   * @throws JournalDamagedException at the first damage; what was passed on until then is right
   */
  public JournalReading read(ReadRange range, UnitSink sink) throws IOException {
    // In that order, so that a segment begun meanwhile is not missed.
    long newest = new NewestMark(disk, folder).first();
    return new FolderReading(disk, folder, segments(), newest, range, sink).read();
  }

  /**
   * Lets the newest segments be missing from now on, for who is about to move them away on purpose.
   */
  public void expectNoEnd() throws IOException {
    new NewestMark(disk, folder).clear();
  }

  /** Verifies everything there is. */
  public JournalReading verify() throws IOException {
    return read(ReadRange.ALL, NoSink.INSTANCE);
  }

  /**
   * Makes the folder hold what was read, and nothing else, for sure: takes a torn tail away, and
   * brings the newest segment to disk, of which that is not known. The segment is written once more
   * for that, because an fsync after one that failed says that all is well when it is not.
   */
  public JournalReading settle(JournalReading reading) throws IOException {
    TornTail tail = reading.tail();
    if (!reading.complete()) {
      throw new IllegalArgumentException("not all of the journal was read");
    }
    if (reading.settled()) {
      return reading;
    }
    if (!reading.segments().isEmpty()) {
      Segment last = reading.segments().getLast();
      Path path = folder.resolve(last.fileName());
      Path temporary = folder.resolve(Segment.temporaryName(last.first()));
      rewrite(path, temporary, tail == null ? last.bytes() : tail.offset());
    }
    disk.forceFolder(folder);
    return new JournalReading(
        reading.id(),
        segments(),
        reading.end(),
        true,
        reading.batches(),
        reading.units(),
        reading.bytes(),
        reading.ignored(),
        true,
        null);
  }

  /** Writes the first {@code length} bytes of a segment to a new file, which takes its place. */
  private void rewrite(Path path, Path temporary, long length) throws IOException {
    disk.delete(temporary);
    try (FileOps.InputFile from = disk.open(path);
        FileOps.OutputFile to = disk.create(temporary)) {
      long copied = from.pass(0, length, to::append);
      if (copied < length) {
        throw new JournalDamagedException(path, copied, "it became shorter while it was read");
      }
      to.force();
    }
    disk.replace(temporary, path);
  }
}
