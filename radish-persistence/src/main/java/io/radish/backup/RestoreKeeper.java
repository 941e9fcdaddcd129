// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.disk.DiskFileOps;
import io.radish.disk.FileOps.InputFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a replacing restore is about to bring, for a journal in which the restore is one
 * effect that names its file.
 */
public interface RestoreKeeper {
  /** A file that is kept, from before its restore begins. */
  interface Kept extends Closeable {
    /** What is written down of where the content comes from; null where nothing is. */
    @Nullable String source();

    /** Opens what is kept: that, not the original, is what is restored. */
    InputFile open() throws IOException;

    /** Says that the restore was committed. */
    void committed();

    /** Ends the restore; what was not committed is kept no longer. */
    @Override
    void close() throws IOException;
  }

  /**
   * Keeps a file. It is on disk when this returns.
   *
   * @param unverified whether the restore takes a file edited by hand
   * @param asOf the instant that decides which of its entries have expired
   */
  Kept keep(Path file, boolean unverified, Instant asOf) throws IOException;

  /** Keeps nothing, for where there is no journal. */
  RestoreKeeper NONE =
      (file, unverified, asOf) ->
          new Kept() {
            @Override
            public @Nullable String source() {
              return null;
            }

            @Override
            public InputFile open() throws IOException {
              return new DiskFileOps().open(file);
            }

            @Override
            public void committed() {}

            @Override
            public void close() {}
          };
}
