// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.radish.resp.Reply;
import io.radish.resp.ReplyReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A server that keys are moved to and that answers as a test wants, to one connection at a time.
 */
final class FakeTarget implements AutoCloseable {
  /** An answer to whatever is no {@code RESTORE}. */
  static final String OK = "+OK\r\n";

  private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  private final Function<List<String>, String> answers;
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /**
   * Begins to listen.
   *
   * @param answers gives the bytes to answer a request with, each a character; empty for none
   */
  FakeTarget(Function<List<String>, String> answers) throws IOException {
    this.answers = answers;
    Thread.ofPlatform().daemon().name("fake-target").start(this::serve);
  }

  /** One that takes everything but what is restored, which {@code answers} gets the key of. */
  static FakeTarget restoring(Function<String, String> answers) throws IOException {
    return new FakeTarget(
        request -> request.getFirst().equals("RESTORE") ? answers.apply(request.get(1)) : OK);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** The names of the commands that came, in order. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  /** What went wrong in the answers themselves. */
  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        ReplyReader requests = new ReplyReader(client.getInputStream());
        while (true) {
          String answer = answer((Reply.Array) requests.read());
          client.getOutputStream().write(answer.getBytes(ISO_8859_1));
        }
      } catch (IOException e) {
        // The client is gone, or this is closed.
      } catch (RuntimeException | Error e) {
        failures.add(e);
      }
    }
  }

  private String answer(Reply.Array request) {
    List<String> words =
        request.items().stream()
            .map(word -> new String(((Reply.Bulk) word).bytes(), ISO_8859_1))
            .toList();
    asked.add(words.getFirst());
    return answers.apply(words);
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
