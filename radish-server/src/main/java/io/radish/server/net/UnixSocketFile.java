// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that a Unix socket is found by. */
final class UnixSocketFile {
  private static final Logger LOG = LoggerFactory.getLogger(UnixSocketFile.class);

  /** The shortest limit among systems, less the zero at the end. */
  private static final int MAX_PATH_BYTES = 103;

  private UnixSocketFile() {}

  /**
   * Removes what a server that was killed left behind.
   *
   * @throws IOException where a living server has it, or it is no socket
   */
  static void makeWay(Path path) throws IOException {
    if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
      throw new IOException(
          "unixsocket: the path is longer than systems take, "
              + MAX_PATH_BYTES
              + " bytes: "
              + path);
    }
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.isDirectory(path)) {
      throw new IOException("unixsocket: " + path + " is there already, and is not a socket");
    }
    try {
      SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
      throw new IOException("the Unix socket " + path + " is taken by another program");
    } catch (ConnectException e) {
      LOG.info("removing the Unix socket {} that nobody listens on", path);
      Files.delete(path);
    }
  }

  /** Sets the permissions, given as octal digits. */
  static void setPermissions(Path path, int octal) throws IOException {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int i = 0; i < all.length; i++) {
      if ((octal >> (all.length - 1 - i) & 1) != 0) {
        permissions.add(all[i]);
      }
    }
    Files.setPosixFilePermissions(path, permissions);
  }

  static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("cannot remove the Unix socket {}", path, e);
    }
  }
}
