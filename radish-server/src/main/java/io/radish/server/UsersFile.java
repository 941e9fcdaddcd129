// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.command.access.ByteText;
import io.radish.server.config.ReplacedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The file of users, one a line, with hashes of their passwords. */
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
    ReplacedFile.write(path, ByteText.bytes(String.join("\n", lines) + "\n"));
  }
}
