// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Bytes that any thread wants to have sent to one client, until the client's own loop sends them.
 *
 * <p>However many messages come while the loop is busy, it is asked once, and gathers them into few
 * buffers.
 */
final class Pushes {
  /** What is gathered into one buffer: as much as a client is given before it has to read. */
  private static final int GATHERED_BYTES = 64 * 1024;

  private final Channel channel;
  private final Consumer<ByteBuf> sender;
  private final Queue<byte[]> messages = new ConcurrentLinkedQueue<>();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicBoolean asked = new AtomicBoolean();
  private volatile boolean begun;

  /** Whether messages are dropped; used on the loop. */
  private boolean ended;

  /** Makes an empty queue; {@code sender} gets the buffers, on the channel's loop. */
  Pushes(Channel channel, Consumer<ByteBuf> sender) {
    this.channel = channel;
    this.sender = sender;
  }

  /**
   * Adds a message, by any thread.
   *
   * @return false where more than {@code most} bytes would wait; nothing was added then
   */
  boolean add(byte[] message, long most) {
    begun = true;
    if (waitingBytes.addAndGet(message.length) > most && most > 0) {
      waitingBytes.addAndGet(-message.length);
      return false;
    }
    messages.add(message);
    if (asked.compareAndSet(false, true)) {
      channel.eventLoop().execute(this::send);
    }
    return true;
  }

  /** Whether there ever was a message. */
  boolean hasBegun() {
    return begun;
  }

  /** The bytes that have not come to the loop yet. */
  long waitingBytes() {
    return waitingBytes.get();
  }

  /** Lets messages through; on the channel's loop. */
  void begin() {
    ended = false;
  }

  /**
   * Sends what has come until now, and drops what comes from now on, until {@link #begin}: others
   * may still be about to add what they began to make before. On the channel's loop.
   */
  void end() {
    sendAll();
    ended = true;
    begun = false;
  }

  private void send() {
    asked.set(false);
    sendAll();
  }

  private void sendAll() {
    byte[] message = messages.poll();
    while (message != null) {
      ByteBuf gathered = channel.alloc().directBuffer(Math.max(message.length, 1024));
      while (message != null && gathered.readableBytes() < GATHERED_BYTES) {
        gathered.writeBytes(message);
        waitingBytes.addAndGet(-message.length);
        message = messages.poll();
      }
      if (channel.isActive() && !ended) {
        sender.accept(gathered);
      } else {
        gathered.release();
      }
    }
  }
}
