// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.command.Peer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A connection over TCP to another server. */
final class PeerConnection implements Peer {
  private final Socket socket;

  private PeerConnection(Socket socket) {
    this.socket = socket;
  }

  /** Connects; both that and each read take so long at most. */
  static PeerConnection open(String host, int port, int timeoutMillis) throws IOException {
    Socket socket = new Socket();
    boolean connected = false;
    try {
      socket.connect(new InetSocketAddress(host, port), timeoutMillis);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(timeoutMillis);
      connected = true;
      return new PeerConnection(socket);
    } finally {
      if (!connected) {
        socket.close();
      }
    }
  }

  @Override
  public InputStream in() throws IOException {
    return socket.getInputStream();
  }

  @Override
  public OutputStream out() throws IOException {
    return socket.getOutputStream();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
