// SPDX-License-Identifier: Apache-2.0
package io.radish.testkit;

import io.radish.resp.Reply;
import io.radish.resp.ReplyReader;
import io.radish.resp.RequestEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to a server on this machine, over a socket. */
public final class SocketPeer implements CommandPeer {
  private static final int TIMEOUT_MILLIS = 30_000;

  private final Socket socket = new Socket();
  private final OutputStream out;
  private final InputStream bytes;
  private final ReplyReader in;

  private SocketPeer(int port) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    out = socket.getOutputStream();
    bytes = socket.getInputStream();
    in = new ReplyReader(bytes);
  }

  /** Opens a connection to {@code port} of the loopback; {@code protocol} is 2 or 3. */
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
    return receive();
  }

  @Override
  public void send(byte[]... request) {
    write(RequestEncoder.encode(request));
  }

  /** Sends several requests at once. */
  public void sendAll(String... lines) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String line : lines) {
      all.writeBytes(RequestEncoder.encode(line.split(" ", -1)));
    }
    write(all.toByteArray());
  }

  /** Sends what is no request, or not yet one, byte by byte as it stands. */
  public void sendRaw(String latin1) {
    write(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void write(byte[] encoded) {
    try {
      out.write(encoded);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Reply receive() {
    try {
      return in.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What came and was not read with a reply before counts only where nothing was sent at once. */
  @Override
  public boolean isAnswered() {
    try {
      return bytes.available() > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends no more, and goes on reading. */
  public void shutdownOutput() {
    try {
      socket.shutdownOutput();
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
