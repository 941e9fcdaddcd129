// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A connection that sends a batch of requests and takes its replies, one batch at a time. */
final class BatchConnection implements Closeable {
  private final RequestPool pool;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer unsent;
  private final byte[] scratch;
  private int first;
  private int replyBytes;
  private int received;
  private int sampled;
  private long sentNanos;

  BatchConnection(InetSocketAddress server, RequestPool pool, Selector selector)
      throws IOException {
    this.pool = pool;
    this.unsent = pool.view();
    this.scratch = pool.scratch();
    this.channel = SelectorLoop.connect(server);
    this.key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  /**
   * Sends {@code count} requests from the one numbered {@code first}; checks reply {@code sampled}.
   */
  void send(int first, int count, int sampled) throws IOException {
    this.first = first;
    this.sampled = sampled;
    this.received = 0;
    this.replyBytes = count * pool.replyBytes();
    pool.aim(unsent, first, count);
    sentNanos = System.nanoTime();
    goOnSending();
  }

  /** Sends what the socket did not take at once. */
  void goOnSending() throws IOException {
    channel.write(unsent);
    int wanted = SelectionKey.OP_READ | (unsent.hasRemaining() ? SelectionKey.OP_WRITE : 0);
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  /** Takes what has come, by way of {@code buffer}; whether the batch is answered. */
  boolean receive(ByteBuffer buffer) throws IOException {
    buffer.clear();
    int read = channel.read(buffer);
    if (read < 0) {
      throw new EOFException("the server closed the connection");
    }
    int length = pool.replyBytes();
    int at = sampled * length - received;
    if (received == 0 && read > 0 && buffer.get(0) == '-') {
      throw LoadFailures.wrongReply(buffer, 0, read);
    }
    if (at >= 0 && at + length <= read && !pool.isRight(first + sampled, buffer, at, scratch)) {
      throw LoadFailures.wrongReply(buffer, at, read);
    }
    received += read;
    if (received > replyBytes) {
      throw new IOException(received - replyBytes + " bytes more than the right replies have");
    }
    return received == replyBytes;
  }

  long sentNanos() {
    return sentNanos;
  }

  boolean isAnswered() {
    return received == replyBytes;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
