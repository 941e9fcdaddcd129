// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.radish.command.pubsub.Push;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What any thread wants to have sent to one client, until the client's own loop sends it.
 *
 * <p>However many messages come while the loop is busy, it is asked once, and gathers them into few
 * buffers, as long as the socket takes them: what a slow client has not read yet waits here, where
 * it is shared with all others who are sent the same. A message that is larger than the socket
 * takes at once is sent in pieces; whoever wants to send something else first {@linkplain #finish
 * finishes} it.
 */
final class Pushes {
  /** What is gathered into one buffer: as much as a client is given before it has to read. */
  private static final int GATHERED_BYTES = 64 * 1024;

  private static final int SMALLEST_BUFFER = 256;

  /** What a message takes beside its bytes while it waits: its place in the queue. */
  private static final long PLACE_BYTES = 32;

  /**
   * What a client may leave unread once all messages that wait take the heap that there is for
   * them.
   */
  private static final long MOST_WHERE_SHORT = 64 * 1024;

  private final Channel channel;
  private final IntSupplier protocol;
  private final Consumer<ByteBuf> sender;
  private final Runnable sending = this::send;
  private final Queue<Push> messages = new ConcurrentLinkedQueue<>();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicBoolean asked = new AtomicBoolean();
  private volatile boolean begun;

  /** Whether few messages are let through. This and what follows is used on the loop. */
  private boolean ended;

  /** The message of which a part was sent; null between two messages. */
  private @Nullable Push current;

  /** The bytes of it that were sent. */
  private int sent;

  /** Whether messages wait until the socket takes more. */
  private boolean stalled;

  /** Whether they are being sent, by a caller further up. */
  private boolean busy;

  /**
   * Makes an empty queue.
   *
   * @param protocol the version of the protocol that the client speaks by now; asked on the loop
   * @param sender gets the buffers, on the channel's loop
   */
  Pushes(Channel channel, IntSupplier protocol, Consumer<ByteBuf> sender) {
    this.channel = channel;
    this.protocol = protocol;
    this.sender = sender;
  }

  /**
   * Adds a message, by any thread; {@link #ask} has it sent.
   *
   * @param unread what the client has not read besides
   * @return false where more than {@code most} bytes would be unread; nothing was added then
   */
  boolean add(Push message, long most, long unread) {
    if (!begun) {
      begun = true;
    }
    long bytes = message.length() + PLACE_BYTES;
    long all = waitingBytes.addAndGet(bytes) + unread;
    boolean isBehind = message.isHeapShort() && all - bytes > MOST_WHERE_SHORT;
    if (all > most || isBehind) {
      waitingBytes.addAndGet(-bytes);
      return false;
    }
    message.retain();
    messages.add(message);
    return true;
  }

  /** Has what was added sent soon; by any thread. */
  void ask() {
    if (!asked.get() && asked.compareAndSet(false, true)) {
      channel.eventLoop().execute(sending);
    }
  }

  /** Whether the client is one that is pushed to. */
  boolean hasBegun() {
    return begun;
  }

  /** The bytes that wait here, with what keeping them takes. */
  long waitingBytes() {
    return waitingBytes.get();
  }

  /** Lets messages through; on the channel's loop. */
  void begin() {
    ended = false;
    begun = true;
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

  /** Drops everything, when the channel is closed. On its loop. */
  void discard() {
    Push dropped = current == null ? messages.poll() : current;
    current = null;
    while (dropped != null) {
      waitingBytes.addAndGet(sent - dropped.length() - PLACE_BYTES);
      sent = 0;
      dropped.release();
      dropped = messages.poll();
    }
    stalled = false;
  }

  /** Whether a message was sent in part: nothing else may be sent before its rest. */
  boolean isMidway() {
    return current != null;
  }

  /** Sends the rest of a message that was sent in part. On the channel's loop. */
  void finish() {
    Push begunWith = current;
    while (begunWith != null && current == begunWith) {
      ByteBuf rest = channel.alloc().directBuffer(SMALLEST_BUFFER);
      add(begunWith, rest);
      sender.accept(rest);
    }
  }

  /** Whether messages wait until the socket takes more; then {@link #send} goes on. */
  boolean isStalled() {
    return stalled;
  }

  /** Sends what there is, as long as the socket takes it. On the channel's loop. */
  void send() {
    asked.set(false);
    if (busy) {
      return;
    }
    busy = true;
    try {
      stalled = false;
      while (hasMore() && !stalled) {
        if (channel.isWritable()) {
          sendSome();
        } else {
          stalled = channel.isActive();
          if (!stalled) {
            discard();
          }
        }
      }
    } finally {
      busy = false;
    }
  }

  /** Sends what there is, whether the socket takes it or not. On the channel's loop. */
  void sendAll() {
    while (hasMore()) {
      sendSome();
    }
    stalled = false;
  }

  private boolean hasMore() {
    return current != null || !messages.isEmpty();
  }

  private void sendSome() {
    if (!channel.isActive()) {
      discard();
      return;
    }
    long expected = Math.min(waitingBytes.get(), GATHERED_BYTES);
    ByteBuf gathered = channel.alloc().directBuffer((int) Math.max(expected, SMALLEST_BUFFER));
    Push message = current == null ? messages.poll() : current;
    while (message != null) {
      if (sent == 0 && message.isVain(protocol.getAsInt(), ended)) {
        waitingBytes.addAndGet(-message.length() - PLACE_BYTES);
        message.release();
      } else {
        add(message, gathered);
      }
      boolean isFull = gathered.readableBytes() >= GATHERED_BYTES;
      message = isFull ? null : messages.poll();
    }
    if (gathered.isReadable()) {
      sender.accept(gathered);
    } else {
      gathered.release();
    }
  }

  /** Adds as much of a message as there is room for in a buffer. */
  private void add(Push message, ByteBuf to) {
    byte[] head = message.head();
    byte[] body = message.body();
    int start = to.writerIndex();
    int from = sent;
    int end = (int) Math.min(message.length(), (long) from + GATHERED_BYTES - to.readableBytes());
    if (from < head.length) {
      to.writeBytes(head, from, Math.min(end, head.length) - from);
      if (from == 0) {
        to.setByte(start, message.first(protocol.getAsInt()));
      }
    }
    int bodyFrom = Math.max(from - head.length, 0);
    if (end > head.length) {
      to.writeBytes(body, bodyFrom, end - head.length - bodyFrom);
    }
    if (end < message.length()) {
      current = message;
      sent = end;
      waitingBytes.addAndGet(from - end);
    } else {
      current = null;
      sent = 0;
      waitingBytes.addAndGet(from - end - PLACE_BYTES);
      message.release();
    }
  }
}
