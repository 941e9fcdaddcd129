// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** The frame of a generator's thread: its connections are opened, served and closed. */
final class SelectorLoop {
  /** Opens a connection, registered with the selector. */
  @FunctionalInterface
  interface Opener<C> {
    C open(Selector selector) throws IOException;
  }

  /** Serves connections until there is nothing more to do. */
  @FunctionalInterface
  interface Server<C> {
    void serve(Selector selector, List<C> open) throws IOException;
  }

  /** What is done where the selector has found something ready. */
  @FunctionalInterface
  interface Action {
    void run(SelectionKey key) throws IOException;
  }

  private SelectorLoop() {}

  /**
   * Opens {@code count} connections and serves them.
   *
   * @param failed counted down where it does not come to its end, so that nobody waits for it
   */
  static <C extends Closeable> void run(
      int count, Opener<C> opener, Server<C> server, CountDownLatch failed) throws IOException {
    boolean complete = false;
    List<C> open = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < count; i++) {
        open.add(opener.open(selector));
      }
      server.serve(selector, open);
      complete = true;
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      if (!complete) {
        failed.countDown();
      }
      for (C connection : open) {
        connection.close();
      }
    }
  }

  /** An action in the form in which a selector takes it; {@link #run} has its failure thrown. */
  static Consumer<SelectionKey> unchecked(Action action) {
    return key -> {
      try {
        action.run(key);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /** Connects; reading and writing do not wait. */
  static SocketChannel connect(InetSocketAddress server) throws IOException {
    SocketChannel channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    return channel;
  }
}
