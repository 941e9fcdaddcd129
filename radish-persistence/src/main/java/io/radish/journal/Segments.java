// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.disk.FileOps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The segments in the folder, oldest first; the newest grows. Thread-safe. */
final class Segments {
  private final FileOps disk;
  private final Path folder;
  private final ArrayDeque<Segment> all = new ArrayDeque<>();

  /** One thread at a time deletes; taken before this object's monitor. */
  private final Object dropping = new Object();

  Segments(FileOps disk, Path folder, List<Segment> found) {
    this.disk = disk;
    this.folder = folder;
    all.addAll(found);
  }

  /** Deletes what was about to become a segment. */
  void deleteLeftOvers() throws IOException {
    for (String name : disk.list(folder)) {
      if (Segment.isTemporary(name)) {
        disk.delete(folder.resolve(name));
      }
    }
  }

  /** A segment is there, in place of a newest one that held nothing. */
  synchronized void began(long first, long bytes) {
    if (!all.isEmpty() && all.getLast().first() == first) {
      all.removeLast();
    }
    all.addLast(new Segment(first, bytes));
  }

  /** The newest segment has another length. */
  synchronized void grewTo(long bytes) {
    all.addLast(new Segment(all.removeLast().first(), bytes));
  }

  synchronized int count() {
    return all.size();
  }

  synchronized long bytes() {
    return all.stream().mapToLong(Segment::bytes).sum();
  }

  /** Deletes those that hold no unit behind {@code number}, oldest first. */
  int dropBefore(long number) throws IOException {
    synchronized (dropping) {
      int dropped = 0;
      for (Segment oldest = dispensable(number); oldest != null; oldest = dispensable(number)) {
        disk.delete(folder.resolve(oldest.fileName()));
        removeFirst();
        dropped++;
      }
      if (dropped > 0) {
        disk.forceFolder(folder);
      }
      return dropped;
    }
  }

  /** The oldest, if the one behind it begins early enough. */
  private synchronized @Nullable Segment dispensable(long number) {
    Iterator<Segment> segments = all.iterator();
    Segment oldest = segments.hasNext() ? segments.next() : null;
    return segments.hasNext() && segments.next().first() <= number + 1 ? oldest : null;
  }

  private synchronized void removeFirst() {
    all.removeFirst();
  }
}
