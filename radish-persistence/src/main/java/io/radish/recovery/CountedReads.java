// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.disk.FileOps;
import io.radish.disk.ForwardingFileOps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** A disk that counts what is read from it, and tells of it now and then. Thread-safe. */
final class CountedReads extends ForwardingFileOps {
  /** As often as somebody watches, and seldom enough to cost nothing. */
  private static final long STEP_BYTES = 4L << 20;

  private final Runnable told;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong toldAt = new AtomicLong();

  CountedReads(FileOps disk, Runnable told) {
    super(disk);
    this.told = told;
  }

  long bytes() {
    return bytes.get();
  }

  long files() {
    return files.get();
  }

  private void count(int read) {
    long now = bytes.addAndGet(read);
    long last = toldAt.get();
    if (now - last >= STEP_BYTES && toldAt.compareAndSet(last, now)) {
      told.run();
    }
  }

  @Override
  public InputFile open(Path file) throws IOException {
    InputFile input = disk.open(file);
    files.incrementAndGet();
    return new InputFile() {
      @Override
      public long size() throws IOException {
        return input.size();
      }

      @Override
      public void read(long position, ByteBuffer target) throws IOException {
        int before = target.position();
        input.read(position, target);
        count(target.position() - before);
      }

      @Override
      public void close() throws IOException {
        input.close();
      }
    };
  }
}
