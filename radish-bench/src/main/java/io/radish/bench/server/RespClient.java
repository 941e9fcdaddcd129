// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.server;

import io.radish.resp.Reply;
import io.radish.resp.ReplyReader;
import io.radish.resp.RequestEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.function.IntFunction;

/** A blocking connection to give a server orders. */
public final class RespClient implements AutoCloseable {
  /** A backup of everything may take a while; a server that is silent for so long has stopped. */
  private static final int TIMEOUT_MILLIS = 300_000;

  /** Commands sent at a time. */
  private static final int BATCH = 500;

  private final Socket socket = new Socket();
  private final OutputStream out;
  private final ReplyReader in;

  /** Connects. */
  public RespClient(InetSocketAddress server) throws IOException {
    try {
      socket.connect(server, TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      out = socket.getOutputStream();
      in = new ReplyReader(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Sends a command and waits for its reply, whatever it is. */
  public Reply ask(String... command) throws IOException {
    out.write(RequestEncoder.encode(command));
    return in.read();
  }

  /**
   * Sends a command and waits for its reply.
   *
   * @throws IOException where that is an error
   */
  public Reply run(String... command) throws IOException {
    Reply reply = ask(command);
    if (reply instanceof Reply.Failure(String message)) {
      throw new IOException(String.join(" ", command) + " was answered by: " + message);
    }
    return reply;
  }

  /**
   * Sends commands, some hundreds at a time.
   *
   * @param command makes the command of that number
   * @throws IOException where one is answered by an error
   */
  public void runAll(int count, IntFunction<String[]> command) throws IOException {
    for (int first = 0; first < count; first += BATCH) {
      int behind = Math.min(count, first + BATCH);
      ByteArrayOutputStream batch = new ByteArrayOutputStream();
      for (int i = first; i < behind; i++) {
        batch.writeBytes(RequestEncoder.encode(command.apply(i)));
      }
      batch.writeTo(out);
      for (int i = first; i < behind; i++) {
        if (in.read() instanceof Reply.Failure(String message)) {
          throw new IOException("command " + i + " was answered by: " + message);
        }
      }
    }
  }

  /** A field of {@code INFO}; empty where there is no such field. */
  public String info(String section, String field) throws IOException {
    if (!(run("INFO", section) instanceof Reply.Bulk text)) {
      throw new IOException("INFO is not a string");
    }
    return text.text()
        .lines()
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.substring(field.length() + 1))
        .findFirst()
        .orElse("");
  }

  /** The elements of an array, or of a map one after the other. */
  public static List<Reply> items(Reply reply) throws IOException {
    return switch (reply) {
      case Reply.Array array -> array.items();
      default -> throw new IOException("not an array: " + reply.toText());
    };
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
