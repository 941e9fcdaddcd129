// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.disk.FileOps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A disk that counts what is read from it, and tells of it now and then. Thread-safe. */
final class CountedReads implements FileOps {
  /** As often as somebody watches, and seldom enough to cost nothing. */
  private static final long STEP_BYTES = 4L << 20;

  private final FileOps disk;
  private final Runnable told;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong toldAt = new AtomicLong();

  CountedReads(FileOps disk, Runnable told) {
    this.disk = disk;
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

  @Override
  public void createFolder(Path folder) throws IOException {
    disk.createFolder(folder);
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    return disk.list(folder);
  }

  @Override
  public OutputFile create(Path file) throws IOException {
    return disk.create(file);
  }

  @Override
  public void publish(Path temporary, Path target) throws IOException {
    disk.publish(temporary, target);
  }

  @Override
  public void replace(Path temporary, Path target) throws IOException {
    disk.replace(temporary, target);
  }

  @Override
  public void delete(Path file) throws IOException {
    disk.delete(file);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    disk.forceFolder(folder);
  }
}
