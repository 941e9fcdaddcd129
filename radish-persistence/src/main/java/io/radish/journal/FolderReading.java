// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.disk.FileOps;
import io.radish.journal.BatchScanner.Scanned;
import io.radish.journal.JournalReading.End;
import io.radish.journal.SegmentInput.BrokenException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One reading of the segments of a folder, from the one that a range begins in on. */
final class FolderReading {
  private final FileOps disk;
  private final Path folder;
  private final List<Segment> segments;

  /** The first unit of the newest segment there was; 0 where that is not known. */
  private final long newest;

  private final ReadRange range;
  private final UnitSink sink;

  private @Nullable String id;
  private End end = End.NONE;
  private boolean complete = true;
  private long batches;
  private long units;
  private long bytes;
  private long ignored;
  private boolean settled = true;
  private @Nullable TornTail tail;

  FolderReading(
      FileOps disk,
      Path folder,
      List<Segment> segments,
      long newest,
      ReadRange range,
      UnitSink sink) {
    this.disk = disk;
    this.folder = folder;
    this.segments = segments;
    this.newest = newest;
    this.range = range;
    this.sink = sink;
  }

  JournalReading read() throws IOException {
    int count = segments.size();
    if (count == 0 && newest > 0) {
      throw new JournalDamagedException(folder, 0, gone());
    }
    for (int i = firstWanted(); i < count && complete; i++) {
      // The next header says how far this segment counts, where there is one.
      long limit = i + 1 < count ? segments.get(i + 1).first() - 1 : Long.MAX_VALUE;
      readSegment(path(i), segments.get(i), limit);
    }
    return new JournalReading(
        id, List.copyOf(segments), end, complete, batches, units, bytes, ignored, settled, tail);
  }

  private String gone() {
    return "the newest segment, " + Segment.fileName(newest) + ", is gone";
  }

  private Path path(int i) {
    return folder.resolve(segments.get(i).fileName());
  }

  /** The last segment that begins early enough. */
  private int firstWanted() throws JournalDamagedException {
    int from = 0;
    while (from + 1 < segments.size() && segments.get(from + 1).first() <= range.after() + 1) {
      from++;
    }
    if (range.after() >= 0 && !segments.isEmpty()) {
      long first = segments.get(from).first();
      if (first > range.after() + 1) {
        throw missing(range.after() + 1, first - 1);
      }
    }
    return from;
  }

  private JournalDamagedException missing(long first, long last) {
    return new JournalDamagedException(
        folder, 0, "units " + first + " to " + last + " are missing: a segment is gone");
  }

  // ---- a segment ----

  private void readSegment(Path path, Segment segment, long limit) throws IOException {
    try (SegmentInput in = new SegmentInput(disk, path);
        EffectDecoder decoder = new EffectDecoder(in)) {
      String known = readHeader(in, segment);
      stopIfEnough();
      BatchScanner scanner = new BatchScanner(in, known);
      boolean ended = false;
      while (complete && !ended && end.number() < limit && !in.atEnd()) {
        ended = readBatch(in, scanner, decoder, limit);
        stopIfEnough();
      }
      if (complete) {
        if (limit == Long.MAX_VALUE && segment.first() < newest) {
          throw damage(in, in.position(), gone());
        }
        finish(in, ended, limit);
      }
    }
  }

  private void stopIfEnough() {
    complete &= end.number() < range.upTo();
  }

  private String readHeader(SegmentInput in, Segment segment) throws IOException {
    int length = in.lineLength();
    SegmentHeader header = SegmentHeader.parse(in.lineBytes(), in.lineAt(), length);
    if (header == null) {
      throw damage(in, 0, "the header is broken");
    }
    if (header.version() != SegmentHeader.VERSION) {
      throw damage(in, 0, "it has version " + header.version() + " of the format");
    }
    if (header.first() != segment.first()) {
      throw damage(in, 0, "it was renamed: its first unit is " + header.first());
    }
    if (id != null && !id.equals(header.id())) {
      throw damage(in, 0, "it belongs to another journal, " + header.id());
    }
    End follows = new End(header.first() - 1, header.timeMillis(), header.previous());
    if (id != null && !follows.equals(end)) {
      throw damage(in, 0, "it does not follow the segment before");
    }
    id = header.id();
    end = follows;
    in.pass(length);
    bytes += length;
    return header.id();
  }

  /** Reads a batch; whether it was the line that nothing may follow. */
  private boolean readBatch(
      SegmentInput in, BatchScanner scanner, EffectDecoder decoder, long limit) throws IOException {
    long from = in.position();
    Scanned scanned;
    try {
      scanned = scanner.scan(end);
    } catch (BrokenException e) {
      broken(in, from, e, limit);
      return true;
    }
    bytes += in.position() - from;
    BatchLine line = scanned.batch();
    if (line == null) {
      return true;
    }
    if (line.last() > limit) {
      throw damage(in, from, "the segment behind it begins in the middle of a batch");
    }
    if (line.timeMillis() > range.untilMillis()) {
      complete = false;
      return false;
    }
    pass(in, decoder, line, from, scanned.contentEnd());
    return false;
  }

  private void pass(
      SegmentInput in, EffectDecoder decoder, BatchLine line, long from, long contentEnd)
      throws IOException {
    long behind = in.position();
    if (line.last() > range.after()) {
      in.seek(from);
      try {
        units +=
            decoder.decode(contentEnd, end.number() + 1, line.timeMillis(), range.after(), sink);
      } catch (BrokenException e) {
        throw damage(in, e.offset(), e.reason());
      }
      in.seek(behind);
    }
    batches++;
    end = new End(line.last(), line.timeMillis(), line.check());
  }

  /** Judges what a segment ends with. */
  private void finish(SegmentInput in, boolean ended, long limit) throws IOException {
    if (tail != null) {
      return;
    }
    if (limit == Long.MAX_VALUE) {
      if (ended && !in.atEnd()) {
        throw damage(in, in.position(), "something follows the end of the journal");
      }
      settled = ended;
    } else if (end.number() < limit) {
      throw missing(end.number() + 1, limit);
    } else {
      int length = in.lineLength();
      if (EndLine.parse(in.lineBytes(), in.lineAt(), length) != null) {
        in.pass(length);
      }
      ignored += in.size() - in.position();
    }
  }

  /** A batch is not whole: a tail, or damage. */
  private void broken(SegmentInput in, long from, BrokenException e, long limit)
      throws IOException {
    if (limit == Long.MAX_VALUE && segments.getLast().first() >= newest) {
      in.seek(from);
      TailScan behind = TailScan.of(in, id);
      if (behind.durable() <= end.number()) {
        settled = false;
        tail = new TornTail(in.path(), from, in.size() - from, behind.batches(), e.reason());
        return;
      }
    }
    throw damage(in, e.offset(), e.reason());
  }

  private static JournalDamagedException damage(SegmentInput in, long offset, String reason) {
    return new JournalDamagedException(in.path(), offset, reason);
  }
}
