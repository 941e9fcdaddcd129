// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;

/**
 * A file that is written anew as a whole: whoever reads it, after a power failure too, finds what
 * it held before or what it holds now. One that is new is its owner's only; one that was there
 * keeps its permissions.
 */
public final class ReplacedFile {
  private ReplacedFile() {}

  /** Writes the file; its folder is there. */
  public static void write(Path file, byte[] content) throws IOException {
    Path path = file.toAbsolutePath();
    Path folder = path.getParent();
    Path fresh = Files.createTempFile(folder, ".radish", ".new");
    try {
      try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer left = ByteBuffer.wrap(content);
        while (left.hasRemaining()) {
          int _ = out.write(left);
        }
        out.force(true);
      }
      PosixFileAttributeView old = Files.getFileAttributeView(path, PosixFileAttributeView.class);
      if (old != null && Files.exists(path)) {
        Files.setPosixFilePermissions(fresh, old.readAttributes().permissions());
      }
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }
}
