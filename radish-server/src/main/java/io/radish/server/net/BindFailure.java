// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Locale;

/** Turns the system's reason why an address cannot be listened on into a line that helps. */
final class BindFailure {
  private BindFailure() {}

  static IOException ofTcp(String address, int port, IOException cause) {
    String where = "port " + port + " on " + address;
    String line;
    if (isTaken(cause)) {
      line = where + " is taken by another program; choose another with --port, or stop that one";
    } else if (cause instanceof UnknownHostException) {
      line = "bind: there is no address " + address;
    } else if (contains(cause, "permission denied")) {
      line = where + " needs rights that this user does not have; ports from 1024 on need none";
    } else if (contains(cause, "cannot assign", "can't assign")) {
      line = "bind: this machine has no address " + address;
    } else {
      line = "cannot listen on " + where + ": " + cause.getMessage();
    }
    return new IOException(line, cause);
  }

  static IOException ofUnixSocket(Path path, IOException cause) {
    return new IOException(
        "cannot listen on the Unix socket " + path + ": " + cause.getMessage(), cause);
  }

  static boolean isTaken(IOException cause) {
    return contains(cause, "already in use");
  }

  private static boolean contains(IOException cause, String... texts) {
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    for (String text : texts) {
      if (message.contains(text)) {
        return true;
      }
    }
    return false;
  }
}
