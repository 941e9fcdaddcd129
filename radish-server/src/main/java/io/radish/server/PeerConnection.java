// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.command.Peer;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection over TCP to another server. It does not block in the socket but waits for it, so
 * that every step has an end, sending included, and an interrupt ends it.
 */
final class PeerConnection implements Peer {
  private static final int INPUT_BYTES = 4 << 10;
  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final SocketChannel channel;
  private final Selector selector;
  private final long timeoutNanos;
  private final ByteBuffer input = ByteBuffer.allocate(INPUT_BYTES).limit(0);

  private PeerConnection(SocketChannel channel, Selector selector, long timeoutNanos) {
    this.channel = channel;
    this.selector = selector;
    this.timeoutNanos = timeoutNanos;
  }

  /** Connects; looking the host up and that, and each step later, take so long at most. */
  static PeerConnection open(NameLookup names, String host, int port, int timeoutMillis)
      throws IOException, InterruptedException {
    long timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    long begun = System.nanoTime();
    IOException failure = null;
    for (InetAddress address : names.find(host, timeoutNanos)) {
      try {
        return connect(new InetSocketAddress(address, port), begun, timeoutNanos);
      } catch (IOException e) {
        failure = with(failure, e);
      }
    }
    throw with(failure, new IOException("no address to connect to"));
  }

  private static IOException with(@Nullable IOException first, IOException next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }

  private static PeerConnection connect(InetSocketAddress address, long begun, long timeoutNanos)
      throws IOException, InterruptedException {
    SocketChannel channel = SocketChannel.open();
    PeerConnection peer = null;
    boolean connected = false;
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      peer = new PeerConnection(channel, Selector.open(), timeoutNanos);
      channel.register(peer.selector, SelectionKey.OP_CONNECT);
      boolean now = channel.connect(address);
      while (!now) {
        peer.await(SelectionKey.OP_CONNECT, begun);
        now = channel.finishConnect();
      }
      connected = true;
      return peer;
    } catch (UnsupportedAddressTypeException e) {
      throw new IOException("this system has no way to " + address.getAddress(), e);
    } finally {
      if (!connected) {
        channel.close();
        if (peer != null) {
          peer.close();
        }
      }
    }
  }

  @Override
  public void send(byte[] bytes, int count) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    ByteBuffer left = ByteBuffer.wrap(bytes, 0, count);
    while (left.hasRemaining()) {
      if (channel.write(left) == 0) {
        await(SelectionKey.OP_WRITE, begun);
      }
    }
  }

  @Override
  public String receiveLine(int mostBytes) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    byte[] line = new byte[Math.min(mostBytes, INPUT_BYTES)];
    int length = 0;
    while (true) {
      while (!input.hasRemaining()) {
        fill(begun);
      }
      byte next = input.get();
      if (next == '\n') {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return new String(line, 0, end, StandardCharsets.UTF_8);
      }
      if (length == mostBytes) {
        throw new IOException("a line of more than " + mostBytes + " bytes");
      }
      if (length == line.length) {
        line = Arrays.copyOf(line, Math.min(mostBytes, 2 * length));
      }
      line[length++] = next;
    }
  }

  /** Reads what there is, after waiting for it. */
  private void fill(long begun) throws IOException, InterruptedException {
    await(SelectionKey.OP_READ, begun);
    input.clear();
    int read = channel.read(input);
    input.flip();
    if (read < 0) {
      throw new EOFException("the other server has closed the connection");
    }
  }

  /** Waits until the socket is ready, or the time is over that began at {@code begun}. */
  private void await(int operation, long begun) throws IOException, InterruptedException {
    long left = timeoutNanos - (System.nanoTime() - begun);
    if (left <= 0) {
      throw new SocketTimeoutException("the other server takes too long");
    }
    channel.register(selector, operation);
    selector.select(1 + left / NANOS_PER_MILLI);
    selector.selectedKeys().clear();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      selector.close();
    }
  }
}
