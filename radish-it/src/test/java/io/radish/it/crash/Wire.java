// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import io.radish.resp.Reply;
import io.radish.resp.ReplyReader;
import io.radish.resp.RequestEncoder;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/** A connection whose requests and replies go their own ways, and which tells when it breaks. */
final class Wire implements AutoCloseable {
  /** Far longer than anything takes on a busy machine: what takes longer hangs. */
  private static final int HANG_MILLIS = 60_000;

  private final Socket socket = new Socket();
  private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
  private final InputStream bytes;
  private final ReplyReader in;

  Wire(int port) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), HANG_MILLIS);
    socket.setSoTimeout(HANG_MILLIS);
    socket.setTcpNoDelay(true);
    bytes = new BufferedInputStream(socket.getInputStream());
    in = new ReplyReader(bytes);
  }

  /** Adds a request to those that {@link #flush} sends. */
  void add(List<String> words) throws IOException {
    unsent.write(RequestEncoder.encode(words.toArray(String[]::new)));
  }

  void flush() throws IOException {
    byte[] all = unsent.toByteArray();
    unsent.reset();
    socket.getOutputStream().write(all);
  }

  /** Whether some of a reply is there. */
  boolean hasReply() throws IOException {
    return bytes.available() > 0;
  }

  Reply read() throws IOException {
    return in.read();
  }

  Reply run(List<String> words) throws IOException {
    add(words);
    flush();
    return read();
  }

  Reply run(String... words) throws IOException {
    return run(List.of(words));
  }

  /** Runs a request and gives its reply as text, errors too. */
  String text(String... words) throws IOException {
    return text(run(words));
  }

  static String text(Reply reply) {
    return switch (reply) {
      case Reply.Simple simple -> simple.text();
      case Reply.Bulk bulk -> bulk.text();
      case Reply.Int number -> Long.toString(number.value());
      case Reply.Failure failure -> "-" + failure.message();
      default -> reply.toText();
    };
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
