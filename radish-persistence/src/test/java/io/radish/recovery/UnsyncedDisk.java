// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.disk.DiskFileOps;
import io.radish.disk.FileOps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The real file system without its waits, for tests that go on where power stays. */
final class UnsyncedDisk implements FileOps {
  /** What a test does when a file is opened. */
  @FunctionalInterface
  interface OpenHook {
    void opens(Path file) throws IOException, InterruptedException;
  }

  private final FileOps disk = new DiskFileOps();
  private OpenHook hook = file -> {};

  /** Has {@code other} called before a file is opened. */
  void onOpen(OpenHook other) {
    hook = other;
  }

  private record Unsynced(OutputFile file) implements OutputFile {
    @Override
    public void append(byte[] bytes, int offset, int length) throws IOException {
      file.append(bytes, offset, length);
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
      file.append(bytes);
    }

    @Override
    public void overwrite(long position, byte[] bytes) throws IOException {
      file.overwrite(position, bytes);
    }

    @Override
    public void force() {}

    @Override
    public void close() throws IOException {
      file.close();
    }
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
    return new Unsynced(disk.create(file));
  }

  @Override
  public InputFile open(Path file) throws IOException {
    try {
      hook.opens(file);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return disk.open(file);
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
  public void forceFolder(Path folder) {}
}
