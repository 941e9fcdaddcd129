// SPDX-License-Identifier: Apache-2.0
package io.radish.testkit;

import io.radish.resp.Reply;
import io.radish.resp.ReplyReader;
import io.radish.resp.RequestEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A blocking client of a server on the loopback; sending and reading may go apart. */
public final class SocketPeer implements CommandPeer {
  private static final int TIMEOUT_MILLIS = 30_000;

  private final Socket socket = new Socket();
  private final OutputStream out;
  private final ReplyReader in;

  private SocketPeer(int port) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    out = socket.getOutputStream();
    in = new ReplyReader(socket.getInputStream());
  }

  /** Connects to whoever listens on {@code port}; {@code protocol} is 2 or 3. */
  public static SocketPeer connect(int port, int protocol) {
    try {
      SocketPeer peer = new SocketPeer(port);
      if (protocol != 2) {
        peer.run("HELLO", Integer.toString(protocol));
      }
      return peer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Reply run(byte[]... request) {
    send(request);
    return read();
  }

  /** Sends a request whose reply is read later. */
  public void send(String... request) {
    send(
        Arrays.stream(request)
            .map(word -> word.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new));
  }

  /** Sends a request whose reply is read later. */
  public void send(byte[]... request) {
    try {
      out.write(RequestEncoder.encode(request));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the next reply, or the next thing that the server sends unasked. */
  public Reply read() {
    try {
      return in.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
