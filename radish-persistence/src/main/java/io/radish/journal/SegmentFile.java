// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.disk.FileOps;
import io.radish.disk.FileOps.OutputFile;
import io.radish.journal.Batch.Slice;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/** A segment being written. Used by the writer. After a call has failed it may only be given up. */
final class SegmentFile implements Closeable {
  private final SegmentHeader header;
  private final OutputFile file;
  private final CRC32C crc = new CRC32C();
  private long bytes;
  private long batches;
  private boolean forceable = true;

  private SegmentFile(SegmentHeader header, OutputFile file) {
    this.header = header;
    this.file = file;
  }

  /**
   * Makes a segment and brings it to disk, name and all, before it holds anything. Its name appears
   * with its header or not at all. A file that has the name already holds no unit that counts: it
   * was given up, or left, before anything in it was durable; but it says where the journal is, so
   * it stays until this one takes its place.
   */
  static SegmentFile begin(FileOps disk, Path folder, SegmentHeader header) throws IOException {
    Path path = folder.resolve(Segment.fileName(header.first()));
    Path temporary = folder.resolve(Segment.temporaryName(header.first()));
    disk.delete(temporary);
    SegmentFile segment = new SegmentFile(header, disk.create(temporary));
    boolean begun = false;
    try {
      segment.append(header.encode());
      segment.file.force();
      disk.replace(temporary, path);
      disk.forceFolder(folder);
      begun = true;
      return segment;
    } finally {
      if (!begun) {
        segment.file.close();
      }
    }
  }

  /** Writes a batch and the line that closes it; returns the line's check sum. */
  int write(Batch batch, long durable, int previous) throws IOException {
    BatchLine line =
        new BatchLine(
            header.id(),
            batch.last(),
            batch.units(),
            batch.timeMillis(),
            batch.bytes(),
            durable,
            previous,
            crcOf(batch));
    byte[] text = line.encode();
    Slice place = batch.line();
    place.block().putAt(place.from(), text);
    List<Slice> slices = batch.slices();
    int from = place.from();
    for (int i = 0; i < slices.size(); i++) {
      Slice slice = slices.get(i);
      if (i == slices.size() - 1 && slice.block() == place.block() && slice.to() == from) {
        from = slice.from();
      } else {
        append(slice.block().slice(slice.from(), slice.to()));
      }
    }
    append(place.block().slice(from, place.from() + text.length));
    batches++;
    return line.check();
  }

  private int crcOf(Batch batch) {
    crc.reset();
    for (Slice slice : batch.slices()) {
      crc.update(slice.block().slice(slice.from(), slice.to()));
    }
    return (int) crc.getValue();
  }

  /** Says that nothing follows; brings it to disk. */
  void end(EndLine line) throws IOException {
    append(line.encode());
    file.force();
  }

  private void append(byte[] line) throws IOException {
    file.append(line, 0, line.length);
    bytes += line.length;
  }

  private void append(ByteBuffer part) throws IOException {
    int length = part.remaining();
    file.append(part);
    bytes += length;
  }

  /** Brings all that was written to disk. */
  void force() throws IOException {
    forceable = false;
    file.force();
    forceable = true;
  }

  /**
   * Brings to disk what was written before a write failed; whether it could: not where it was an
   * fsync that failed, because the next one says that all is well whatever is.
   */
  boolean rescue() throws IOException {
    if (forceable) {
      force();
    }
    return forceable;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** The number of its first unit. */
  long first() {
    return header.first();
  }

  long bytes() {
    return bytes;
  }

  /** Whether no batch was written to it. */
  boolean isEmpty() {
    return batches == 0;
  }
}
