// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.disk.DiskFileOps;
import io.radish.disk.ForwardingFileOps;
import io.radish.disk.ForwardingOutputFile;
import java.io.IOException;
import java.nio.file.Path;

/** The real file system without its waits, for tests that go on where power stays. */
final class UnsyncedDisk extends ForwardingFileOps {
  /** What a test does when a file is opened. */
  @FunctionalInterface
  interface OpenHook {
    void opens(Path file) throws IOException, InterruptedException;
  }

  private OpenHook hook = file -> {};

  UnsyncedDisk() {
    super(new DiskFileOps());
  }

  /** Has {@code other} called before a file is opened. */
  void onOpen(OpenHook other) {
    hook = other;
  }

  private static final class Unsynced extends ForwardingOutputFile {
    Unsynced(OutputFile file) {
      super(file);
    }

    @Override
    public void force() {}
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
  public void forceFolder(Path folder) {}
}
