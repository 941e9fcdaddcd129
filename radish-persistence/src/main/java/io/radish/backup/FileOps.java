// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.backup.format.BackupOutput;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What writing backups asks of a file system, call by call, so that a test can break any of them.
 *
 * <ul>
 *   <li>Files and folders made here are for their owner only.
 *   <li>{@link #publish} gives a file its final name, never taking one that exists.
 *   <li>A name is on disk once {@link #forceFolder} has returned, its content once {@link
 *       OutputFile#force} has.
 * </ul>
 */
interface FileOps {
  /** A file being written. */
  interface OutputFile extends BackupOutput, Closeable {
    /** Brings all that was written to disk. */
    void force() throws IOException;
  }

  /** Makes the folder and those above it, where they are missing. */
  void createFolder(Path folder) throws IOException;

  /** Makes a new file. */
  OutputFile create(Path file) throws IOException;

  /**
   * Renames a file within its folder.
   *
   * @throws java.nio.file.FileAlreadyExistsException where the name is taken; nothing has changed
   */
  void publish(Path temporary, Path target) throws IOException;

  /** Deletes a file, if it is there. */
  void delete(Path file) throws IOException;

  /** Brings the names in the folder to disk. */
  void forceFolder(Path folder) throws IOException;
}
