// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.resp.Reply;
import io.radish.resp.ReplyReader;
import io.radish.resp.RequestEncoder;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A blocking connection to a server, for one caller. */
final class RespConnection implements Closeable {
  /** Long enough for a slow network, short enough for a person. */
  private static final int CONNECT_MILLIS = 5000;

  private final String address;
  private final Closeable socket;
  private final OutputStream out;
  private final ReplyReader replies;

  private RespConnection(String address, Closeable socket, InputStream in, OutputStream out) {
    this.address = address;
    this.socket = socket;
    this.out = out;
    this.replies = new ReplyReader(in);
  }

  /** Connects to a host and port. */
  static RespConnection tcp(String host, int port) throws CliException {
    String address = host + ":" + port;
    Socket socket = new Socket();
    try {
      InetSocketAddress resolved = new InetSocketAddress(host, port);
      if (resolved.isUnresolved()) {
        throw new UnknownHostException(host);
      }
      socket.connect(resolved, CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
      return new RespConnection(address, socket, socket.getInputStream(), socket.getOutputStream());
    } catch (IOException | IllegalArgumentException e) {
      closeQuietly(socket);
      throw failure(address, e);
    }
  }

  /** Connects to a Unix socket. */
  static RespConnection unix(Path path) throws CliException {
    try {
      SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
      return new RespConnection(
          path.toString(),
          channel,
          Channels.newInputStream(channel),
          Channels.newOutputStream(channel));
    } catch (IOException e) {
      throw failure(path.toString(), e);
    }
  }

  private static CliException failure(String address, Exception cause) {
    String reason =
        switch (cause) {
          case UnknownHostException e -> "there is no such host";
          case ConnectException e -> "nobody listens there; is the server running?";
          default -> String.valueOf(cause.getMessage());
        };
    return new CliException("cannot connect to " + address + ": " + reason, cause);
  }

  /** Where this leads. */
  String address() {
    return address;
  }

  /** Gives the password. */
  void authenticate(String password) throws CliException {
    if (call("AUTH", password) instanceof Reply.Failure failure) {
      throw new CliException("the server at " + address + " says: " + failure.message());
    }
  }

  /** Sends a request and waits for its reply. */
  Reply call(String... words) throws CliException {
    byte[][] bytes = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = words[i].getBytes(StandardCharsets.UTF_8);
    }
    return call(bytes);
  }

  /** Sends a request and waits for its reply. */
  Reply call(List<byte[]> words) throws CliException {
    return call(words.toArray(byte[][]::new));
  }

  private Reply call(byte[][] words) throws CliException {
    try {
      out.write(RequestEncoder.encode(words));
      out.flush();
      return replies.read();
    } catch (IOException e) {
      throw new CliException("the connection to " + address + " broke: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    closeQuietly(socket);
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      // The caller is done with it; there is nothing left that could get lost.
      return;
    }
  }
}
