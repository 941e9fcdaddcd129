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
import org.HdrHistogram.Histogram;

/** A connection whose requests are due at times of their own, whether or not it was answered. */
final class PacedConnection implements Closeable {
  /** Room for requests that the socket does not take while the server stands still. */
  private static final int UNSENT_BYTES = 1 << 20;

  private static final int REPLY_BYTES = 256 << 10;

  private final RequestSource source;
  private final SocketChannel channel;
  private final PendingRequests pending = new PendingRequests();
  private final ByteBuffer unsent = ByteBuffer.allocateDirect(UNSENT_BYTES);
  private final ByteBuffer replies = ByteBuffer.allocateDirect(REPLY_BYTES);

  PacedConnection(InetSocketAddress server, RequestSource source, Selector selector)
      throws IOException {
    this.source = source;
    this.channel = SelectorLoop.connect(server);
    channel.register(selector, SelectionKey.OP_READ, this);
  }

  /** Makes the request that was due at {@code due} and sends as much as the socket takes. */
  void request(long due, Histogram target) throws IOException {
    if (unsent.remaining() < source.longest()) {
      throw new IOException("the server stopped reading");
    }
    pending.add(due, source.next(unsent), target);
    goOnSending();
  }

  /** Sends what the socket did not take before. */
  void goOnSending() throws IOException {
    if (unsent.position() > 0) {
      unsent.flip();
      channel.write(unsent);
      unsent.compact();
    }
  }

  /** Takes the replies that have come; how many. */
  int receive() throws IOException {
    if (channel.read(replies) < 0) {
      throw new EOFException("the server closed the connection");
    }
    long now = System.nanoTime();
    int answered = 0;
    int from = 0;
    int limit = replies.position();
    for (int end; from < limit; from = end, answered++) {
      end = ReplyScanner.end(replies, from, limit);
      if (end == ReplyScanner.INCOMPLETE) {
        break;
      }
      check(from, end);
      LoadResult.record(pending.target(), now - pending.dueNanos());
      pending.remove();
    }
    if (from == 0 && limit == replies.capacity()) {
      throw new IOException("a reply longer than " + limit + " B");
    }
    replies.limit(limit).position(from).compact();
    return answered;
  }

  private void check(int from, int end) throws IOException {
    if (pending.isEmpty()
        || replies.get(from) == '-'
        || !source.isRight(pending.request(), replies, from, end)) {
      throw LoadFailures.wrongReply(replies, from, end);
    }
  }

  boolean isAnswered() {
    return pending.isEmpty();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
