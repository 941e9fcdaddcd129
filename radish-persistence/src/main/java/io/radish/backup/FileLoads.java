// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.snapshot.KeyspaceLoad;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Loads several files at once, each into a keyspace that nobody sees, and puts all of them in place
 * or none.
 */
public final class FileLoads {
  /** As many as a second core and a disk are kept busy with; more wait for memory. */
  private static final int MOST_THREADS = 4;

  private FileLoads() {}

  /**
   * Loads one file; where that fails, what was begun is given up before it throws.
   *
   * @param <F> what tells the file
   * @param <L> what came of it
   */
  @FunctionalInterface
  public interface Way<F, L> {
    /** Loads that file, verifying all of it. */
    L load(F file) throws IOException;
  }

  /**
   * Loads them in that way, and puts them in place.
   *
   * @param keyspace the keyspace that was filled
   * @throws IOException the failure of the first file that could not be loaded; nothing has changed
   *     then
   */
  public static <F, L> List<L> load(
      List<F> files, Way<F, L> way, Function<L, KeyspaceLoad> keyspace) throws IOException {
    List<Future<@Nullable L>> loading = new ArrayList<>();
    AtomicBoolean failed = new AtomicBoolean();
    try (ExecutorService threads = threads(files.size())) {
      for (F file : files) {
        loading.add(threads.submit(() -> load(file, way, failed)));
      }
    }
    List<L> loaded = new ArrayList<>();
    try {
      Throwable first = null;
      for (Future<@Nullable L> one : loading) {
        if (one.state() != Future.State.SUCCESS) {
          first = first == null ? one.exceptionNow() : first;
        } else if (one.resultNow() != null) {
          loaded.add(one.resultNow());
        }
      }
      throwIfAny(first);
      loaded.forEach(one -> keyspace.apply(one).commit());
      return loaded;
    } finally {
      loaded.forEach(one -> keyspace.apply(one).close());
    }
  }

  private static ExecutorService threads(int files) {
    int most = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    return Executors.newFixedThreadPool(
        Math.clamp(files, 1, most),
        Thread.ofPlatform().daemon().name("radish-recovery-", 1).factory());
  }

  /** Loads one file; null once another has failed. */
  private static <F, L> @Nullable L load(F file, Way<F, L> way, AtomicBoolean failed)
      throws IOException {
    if (failed.get()) {
      return null;
    }
    boolean done = false;
    try {
      L loaded = way.load(file);
      done = true;
      return loaded;
    } finally {
      if (!done) {
        failed.set(true);
      }
    }
  }

  private static void throwIfAny(@Nullable Throwable failure) throws IOException {
    switch (failure) {
      case null -> {}
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }
}
