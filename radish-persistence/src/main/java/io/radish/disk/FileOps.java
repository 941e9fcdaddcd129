// SPDX-License-Identifier: Apache-2.0
package io.radish.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * What keeping data in files asks of a file system, call by call, so that a test can break any of
 * them.
 *
 * <ul>
 *   <li>Files and folders made here are for their owner only.
 *   <li>{@link #publish} gives a file its final name, never taking one that exists.
 *   <li>A name is on disk, or gone from it, once {@link #forceFolder} has returned; a file's length
 *       and content once {@link OutputFile#force} has. What was written before a {@code force} that
 *       failed may be lost, even if a later one succeeds.
 * </ul>
 */
public interface FileOps {
  /** The longest piece that {@link InputFile#pass} passes on. */
  int PIECE_BYTES = 256 << 10;

  /** A file being written. */
  interface OutputFile extends ByteOutput, Closeable {
    /** Writes all that remains of {@code bytes} after those written before. */
    void append(ByteBuffer bytes) throws IOException;

    /** Brings all that was written to disk. */
    void force() throws IOException;
  }

  /** A file being read. */
  interface InputFile extends Closeable {
    /** How many bytes it has. */
    long size() throws IOException;

    /** Reads what is there from {@code position} on, as far as {@code target} has room. */
    void read(long position, ByteBuffer target) throws IOException;

    /**
     * Reads up to {@code bytes} from {@code position} on, and passes them on piece by piece.
     *
     * @return how many they were: fewer where the file ends before
     */
    default long pass(long position, long bytes, Pieces pieces) throws IOException {
      ByteBuffer piece = ByteBuffer.allocate(Math.clamp(bytes, 1, PIECE_BYTES));
      long passed = 0;
      while (passed < bytes) {
        piece.clear().limit((int) Math.min(piece.capacity(), bytes - passed));
        read(position + passed, piece);
        if (!piece.flip().hasRemaining()) {
          break;
        }
        passed += piece.remaining();
        pieces.take(piece);
      }
      return passed;
    }
  }

  /** Takes a file's bytes, some at a time. */
  @FunctionalInterface
  interface Pieces {
    /** Takes what remains of {@code piece}, which is used again after that. */
    void take(ByteBuffer piece) throws IOException;
  }

  /** Makes the folder and those above it, where they are missing. */
  void createFolder(Path folder) throws IOException;

  /** The names of what is in the folder, in no order; none where it is missing. */
  List<String> list(Path folder) throws IOException;

  /** Makes a new file. */
  OutputFile create(Path file) throws IOException;

  /** Opens a file that is there, for reading. */
  InputFile open(Path file) throws IOException;

  /**
   * Renames a file within its folder.
   *
   * @throws java.nio.file.FileAlreadyExistsException where the name is taken; nothing has changed
   */
  void publish(Path temporary, Path target) throws IOException;

  /** Renames a file within its folder, in one step, to a name that another one may have. */
  void replace(Path temporary, Path target) throws IOException;

  /** Deletes a file, if it is there. */
  void delete(Path file) throws IOException;

  /** Brings the names in the folder to disk. */
  void forceFolder(Path folder) throws IOException;
}
