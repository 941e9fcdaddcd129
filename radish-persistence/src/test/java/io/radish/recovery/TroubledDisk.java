// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.disk.FileOps;
import io.radish.recovery.Trouble.Call;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A simulated disk on which one {@link Trouble} begins at one call, reading calls counted too, and
 * ends when it is mended. Calls that fail may have done part of their work, as on the simulated
 * disk. Thread-safe.
 */
final class TroubledDisk implements FileOps {
  private final ListingDisk disk;
  private final Trouble trouble;
  private final int beginsAt;
  private final CountDownLatch hangs = new CountDownLatch(1);
  private final CountDownLatch answers = new CountDownLatch(1);

  /** The calls that the trouble is about, so far. */
  private int calls;

  private boolean mended;

  /**
   * Makes a disk.
   *
   * @param beginsAt which of the calls that it is about is the first to fail, counted from 0
   */
  TroubledDisk(ListingDisk disk, Trouble trouble, int beginsAt) {
    this.disk = disk;
    this.trouble = trouble;
    this.beginsAt = beginsAt;
  }

  ListingDisk disk() {
    return disk;
  }

  /** How many calls there were that the trouble is about. */
  synchronized int calls() {
    return calls;
  }

  /** Ends the trouble. */
  void mend() {
    synchronized (this) {
      mended = true;
    }
    answers.countDown();
  }

  /** Waits until a call hangs. */
  void awaitHang() throws InterruptedException {
    hangs.await();
  }

  /** Says that nothing will hang any more. */
  void over() {
    hangs.countDown();
  }

  // ---- one call ----

  private interface Action<T extends @Nullable Object> {
    T make() throws IOException;
  }

  private <T extends @Nullable Object> T call(Call kind, Path path, Action<T> action)
      throws IOException {
    if (!begins(kind)) {
      // One after the other, so that a call that is to fail is the very next.
      synchronized (disk) {
        return action.make();
      }
    }
    if (trouble == Trouble.HANG) {
      hangs.countDown();
      await();
      synchronized (disk) {
        return action.make();
      }
    }
    return switch (kind) {
      case LIST, OPEN, READ -> throw new FileSystemException(path.toString(), null, words());
      case CREATE_FOLDER, CREATE, WRITE, FORCE, CLOSE, RENAME, DELETE, FORCE_FOLDER ->
          failing(action);
    };
  }

  private String words() {
    return trouble.words();
  }

  /** Has the simulated disk fail, which then does part of the work. */
  private <T extends @Nullable Object> T failing(Action<T> action) throws IOException {
    synchronized (disk) {
      disk.simulated().failAt(disk.simulated().calls(), 1, words());
      try {
        return action.make();
      } finally {
        disk.simulated().failAt(-1, 0, "");
      }
    }
  }

  private synchronized boolean begins(Call kind) {
    if (!trouble.isAbout(kind)) {
      return false;
    }
    int call = calls++;
    return !mended && (trouble.lasting() ? call >= beginsAt : call == beginsAt);
  }

  private void await() {
    try {
      answers.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  // ---- the calls ----

  @Override
  public void createFolder(Path folder) throws IOException {
    run(Call.CREATE_FOLDER, folder, () -> disk.createFolder(folder));
  }

  private interface Step {
    void make() throws IOException;
  }

  private void run(Call kind, Path path, Step step) throws IOException {
    Boolean _ =
        call(
            kind,
            path,
            () -> {
              step.make();
              return true;
            });
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    return call(Call.LIST, folder, () -> disk.list(folder));
  }

  @Override
  public OutputFile create(Path file) throws IOException {
    OutputFile made = call(Call.CREATE, file, () -> disk.create(file));
    return new Output(file, made);
  }

  @Override
  public InputFile open(Path file) throws IOException {
    InputFile opened = call(Call.OPEN, file, () -> disk.open(file));
    return new InputFile() {
      @Override
      public long size() throws IOException {
        return opened.size();
      }

      @Override
      public void read(long position, ByteBuffer target) throws IOException {
        run(Call.READ, file, () -> opened.read(position, target));
      }

      @Override
      public void close() throws IOException {
        opened.close();
      }
    };
  }

  @Override
  public void publish(Path temporary, Path target) throws IOException {
    run(Call.RENAME, target, () -> disk.publish(temporary, target));
  }

  @Override
  public void replace(Path temporary, Path target) throws IOException {
    run(Call.RENAME, target, () -> disk.replace(temporary, target));
  }

  @Override
  public void delete(Path file) throws IOException {
    run(Call.DELETE, file, () -> disk.delete(file));
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    run(Call.FORCE_FOLDER, folder, () -> disk.forceFolder(folder));
  }

  /** A file being written. */
  private final class Output implements OutputFile {
    private final Path path;
    private final OutputFile file;

    Output(Path path, OutputFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
      run(Call.WRITE, path, () -> file.append(bytes));
    }

    @Override
    public void append(byte[] bytes, int offset, int length) throws IOException {
      run(Call.WRITE, path, () -> file.append(bytes, offset, length));
    }

    @Override
    public void overwrite(long position, byte[] bytes) throws IOException {
      run(Call.WRITE, path, () -> file.overwrite(position, bytes));
    }

    @Override
    public void force() throws IOException {
      run(Call.FORCE, path, file::force);
    }

    @Override
    public void close() throws IOException {
      run(Call.CLOSE, path, file::close);
    }
  }
}
