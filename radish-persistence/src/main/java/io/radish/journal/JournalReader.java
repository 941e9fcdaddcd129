// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.disk.FileOps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the journal in a folder, trusting nothing: whatever is not exactly what was written is
 * either the torn tail that a crash leaves, and reported, or damage, and thrown.
 *
 * <p>It is a tail if it lies behind the last whole batch of the newest segment, and no line behind
 * it says that it was on disk once. Everything else is damage: a batch broken in the middle, one
 * missing, doubled or exchanged, a missing segment, one of another journal.
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
    return new FolderReading(disk, folder, segments(), range, sink).read();
  }

  /** Verifies everything there is. */
  public JournalReading verify() throws IOException {
    return read(ReadRange.ALL, NoSink.INSTANCE);
  }

  /** Takes a torn tail away, so that the journal ends with its last whole batch. */
  public JournalReading cut(JournalReading reading) throws IOException {
    TornTail tail = reading.tail();
    if (tail == null) {
      return reading;
    }
    for (Path headless : tail.headless()) {
      disk.delete(headless);
    }
    if (!tail.headless().contains(tail.file())) {
      disk.truncate(tail.file(), tail.offset());
    }
    disk.forceFolder(folder);
    return new JournalReading(
        reading.id(),
        segments(),
        reading.end(),
        reading.complete(),
        reading.batches(),
        reading.units(),
        reading.bytes(),
        reading.ignored(),
        null);
  }
}
