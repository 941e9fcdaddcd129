// SPDX-License-Identifier: Apache-2.0
package io.radish.it.soak;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills scripts and functions that run for long, over several connections: those that share a
 * network thread with one are not heard.
 */
final class ScriptKiller implements AutoCloseable {
  private static final int CONNECTIONS = 4;
  private static final long PAUSE_MILLIS = 150;
  private static final byte[] REQUEST = "SCRIPT KILL\r\nFUNCTION KILL\r\n".getBytes(US_ASCII);

  private final int port;
  private final List<Socket> sockets = new ArrayList<>();
  private final byte[] replies = new byte[4096];

  ScriptKiller(int port) {
    this.port = port;
  }

  /** Kills until then. */
  void killUntil(long end) throws IOException {
    while (System.nanoTime() - end < 0) {
      sockets.removeIf(socket -> !kills(socket));
      if (sockets.size() == CONNECTIONS) {
        // All of them may have come to the thread that the script holds; a new one may not.
        sockets.removeFirst().close();
      }
      while (sockets.size() < CONNECTIONS) {
        sockets.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }
  }

  /** Asks for it on one connection; false when it is closed. */
  private boolean kills(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      while (in.available() > 0) {
        if (in.read(replies) < 0) {
          return false;
        }
      }
      socket.getOutputStream().write(REQUEST);
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
