// SPDX-License-Identifier: Apache-2.0
package io.radish.disk;

import io.radish.disk.FileOps.OutputFile;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Brings files to disk and closes them, several at a time, while more of them are written: a sync
 * is milliseconds of waiting for the disk, which serves several in hardly more time than one. Used
 * by one thread.
 */
public final class FileSyncs implements AutoCloseable {
  /** Syncs under way at once: what a disk gathers into one flush. */
  public static final int USUAL_THREADS = 8;

  /**
   * Files written and not synced yet, which are open: far below what a process may have. Behind so
   * many whoever writes waits for the disk. A file is not closed before it is synced: whoever opens
   * it anew may not be told of a write that failed meanwhile, where the system has forgotten the
   * file in between.
   */
  private static final int MOST_UNSYNCED = 256;

  /** A file on its way to disk. */
  public static final class Sync {
    private final Future<?> done;

    private Sync(Future<?> done) {
      this.done = done;
    }

    /** Waits for it however long it takes: what has begun is not to be left half done. */
    public void await() throws IOException {
      boolean interrupted = false;
      try {
        while (true) {
          try {
            Object _ = done.get();
            return;
          } catch (InterruptedException e) {
            interrupted = true;
          } catch (ExecutionException e) {
            switch (Objects.requireNonNull(e.getCause())) {
              case IOException failure -> throw failure;
              case Error bug -> throw bug;
              case RuntimeException bug -> throw bug;
              case Throwable other -> throw new IllegalStateException(other);
            }
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private final @Nullable ExecutorService threads;
  private final Semaphore unsynced = new Semaphore(MOST_UNSYNCED);

  /**
   * Makes one.
   *
   * @param threads how many syncs are under way at once; 0 for one after the other by the caller
   * @param name what the names of the threads begin with
   */
  public FileSyncs(int threads, String name) {
    this.threads =
        threads == 0
            ? null
            : Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name(name, 1).factory());
  }

  /**
   * Waits until one more file may be open; called before it is made, and followed by {@link #add}
   * or, where it came to nothing, {@link #unreserve}.
   */
  public void reserve() {
    unsynced.acquireUninterruptibly();
  }

  /** Gives back what was reserved: there is no file. */
  public void unreserve() {
    unsynced.release();
  }

  /** Begins to bring a file to disk, which is closed then. */
  public Sync add(OutputFile file) {
    FutureTask<@Nullable Void> sync =
        new FutureTask<>(
            () -> {
              try (file) {
                file.force();
              } finally {
                unreserve();
              }
              return null;
            });
    if (threads == null) {
      sync.run();
    } else {
      threads.execute(sync);
    }
    return new Sync(sync);
  }

  /** Waits for those under way, which close their files. */
  @Override
  public void close() {
    if (threads != null) {
      threads.close();
    }
  }
}
