// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.command.access.ByteText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Arrays;
import java.util.List;

/**
 * The file of users, one a line. It is replaced at once, never half, and what it is made of first
 * is its owner's only: hashes of passwords stand in it.
 */
final class UsersFile {
  /** Past this it is no file of users but a mistake, which is not to fill the memory. */
  private static final long MAX_BYTES = 64 << 20;

  private final Path path;

  UsersFile(Path path) {
    this.path = path.toAbsolutePath();
  }

  /** The lines, a character for each byte. */
  List<String> read() throws IOException {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new IOException(path + " is too large for a file of users: more than 64 MB");
      }
      return Arrays.asList(ByteText.of(Files.readAllBytes(path)).split("\r?\n", -1));
    } catch (NoSuchFileException e) {
      throw new IOException(
          "Error loading ACLs, opening file '" + path + "': No such file or directory", e);
    }
  }

  /** Replaces the lines. */
  void write(List<String> lines) throws IOException {
    Path folder = path.getParent();
    Path fresh = Files.createTempFile(folder, ".radish", ".acl");
    try {
      byte[] content = ByteText.bytes(String.join("\n", lines) + "\n");
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
  }
}
