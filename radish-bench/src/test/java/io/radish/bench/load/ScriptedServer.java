// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import io.radish.resp.Reply;
import io.radish.resp.ReplyReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A server that answers each request as a test says. */
final class ScriptedServer implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Function<List<String>, String> answers;
  private final AtomicLong answered = new AtomicLong();

  ScriptedServer(Function<List<String>, String> answers) throws IOException {
    this.answers = answers;
    Thread.ofVirtual().start(this::accept);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort());
  }

  /** Requests answered so far. */
  long answered() {
    return answered.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void serve(Socket client) {
    try (client) {
      ReplyReader requests = new ReplyReader(client.getInputStream());
      while (requests.read() instanceof Reply.Array(List<Reply> words)) {
        List<String> command = words.stream().map(word -> ((Reply.Bulk) word).text()).toList();
        answered.incrementAndGet();
        client.getOutputStream().write(answers.apply(command).getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // The client closed its connection.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
