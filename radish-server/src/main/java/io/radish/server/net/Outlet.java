// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.radish.command.pubsub.Push;
import io.radish.resp.ReplySink;
import io.radish.server.config.OutputLimits.Limit;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one client is sent: replies, and what is pushed without being asked for; and how much of it
 * the client may leave unread. Used on the connection's loop, except where said.
 */
final class Outlet implements ReplySink {
  /**
   * Replies after which the socket gets them before the batch ends, so that the client can read.
   */
  private static final int FLUSH_BYTES = 64 * 1024;

  private final Channel channel;
  private final Transport transport;
  private final Lane lane;
  private final Consumer<String> cutOff;
  private final Pushes pushes;
  private final Runnable whenLetGo;
  private int unflushedBytes;

  /** Whether the request that is running has pushed something to its own client. */
  private boolean hasOwn;

  /** Whether what is pushed goes out with the replies of a batch. */
  private boolean withinBatch;

  /** What the replies that are held wait for to be on disk; null where none are. */
  private @Nullable Hold hold;

  /** Replies that wait; each time that they do is one of its own. */
  private static final class Hold {
    /** Whether one of them answers a command that changes data. */
    final boolean wrote;

    Hold(boolean wrote) {
      this.wrote = wrote;
    }
  }

  /** Whether a reply came behind those that are held, which has to wait for more than they do. */
  private boolean late;

  /** Whether one of these answers a command that changes data. */
  private boolean lateWrote;

  /** When what is unread passed the soft limit; 0 while it is below. */
  private long overSoftLimitNanos;

  /**
   * Makes the outlet of a channel.
   *
   * @param protocol the version of the protocol that the client speaks by now; asked on the loop
   * @param cutOff is told which limit the client has passed; on the loop
   * @param whenLetGo is told that what was held has left; on the loop
   */
  Outlet(
      Channel channel,
      Transport transport,
      Lane lane,
      IntSupplier protocol,
      Consumer<String> cutOff,
      Runnable whenLetGo) {
    this.channel = channel;
    this.transport = transport;
    this.lane = lane;
    this.cutOff = cutOff;
    this.whenLetGo = whenLetGo;
    this.pushes = new Pushes(channel, protocol, this::pushed);
  }

  @Override
  public void block(byte[] array, int offset, int length) {
    if (!channel.isActive()) {
      return;
    }
    if (pushes.isMidway()) {
      finishPush();
    }
    ByteBuf bytes = channel.alloc().directBuffer(length).writeBytes(array, offset, length);
    // A failure to write comes to exceptionCaught, once, instead of to each write.
    ChannelFuture _ = channel.write(bytes, channel.voidPromise());
    sent(length);
  }

  @Override
  public void attachment(MemorySegment segment, long offset, long length, Runnable release) {
    ByteBuf bytes = Unpooled.wrappedBuffer(segment.asSlice(offset, length).asByteBuffer());
    // The promise is kept or broken exactly once, also where the connection is closed meanwhile.
    channel.write(bytes).addListener(done -> release.run());
    sent(length);
  }

  private void sent(long length) {
    unflushedBytes = (int) Math.min(Integer.MAX_VALUE, unflushedBytes + length);
    transport.traffic().bytesOut.add(length);
    if (!channel.isWritable()) {
      Limit limit = limit();
      if (limit.hardBytes() > 0 && unreadBytes() > limit.hardBytes()) {
        cutOff.accept("hard");
      }
    }
  }

  /**
   * Sends bytes that answer no request, between two replies; by any thread. False where the client
   * is gone, or leaves so much unread that it is cut off.
   *
   * @param own whether the client's own request pushes, on its loop: then they wait for {@link
   *     #deliverOwn}
   */
  boolean push(Push message, boolean own) {
    if (!channel.isActive()) {
      return false;
    }
    long hard = transport.pushLimit().hardBytes();
    if (!pushes.add(message, hard == 0 ? Long.MAX_VALUE : hard, unsentBytes())) {
      channel.eventLoop().execute(() -> cutOff.accept("hard"));
      return false;
    }
    if (own) {
      hasOwn = true;
    } else {
      pushes.ask();
    }
    return true;
  }

  /** Whether a request has pushed something to its own client. */
  boolean hasOwn() {
    return hasOwn;
  }

  /** Sends what is pushed behind the replies written until now, which have been flushed. */
  void deliverOwn() {
    hasOwn = false;
    withinBatch = true;
    pushes.send();
    withinBatch = false;
  }

  /** As {@link #deliverOwn}, however much the client has not read. */
  void deliverPushes() {
    hasOwn = false;
    withinBatch = true;
    pushes.sendAll();
    withinBatch = false;
  }

  /** Sends what was pushed until now, and lets nothing more through. */
  void endPushes() {
    hasOwn = false;
    withinBatch = true;
    pushes.end();
    withinBatch = false;
  }

  private void finishPush() {
    boolean before = withinBatch;
    withinBatch = true;
    pushes.finish();
    withinBatch = before;
  }

  /** Goes on with what is pushed where the socket did not take it. */
  void goOnPushing() {
    if (pushes.isStalled()) {
      pushes.send();
    }
  }

  /** Lets go of what was not sent, when the connection is gone. */
  void close() {
    pushes.discard();
  }

  /** Lets through what is pushed. */
  void beginPushes() {
    pushes.begin();
  }

  private void pushed(ByteBuf bytes) {
    int length = bytes.readableBytes();
    ChannelFuture _ = channel.write(bytes, channel.voidPromise());
    sent(length);
    if (hold == null && !withinBatch) {
      flush(false);
    }
  }

  /** Whether there is so much to flush that the client should get it now. */
  boolean isFull() {
    return unflushedBytes >= FLUSH_BYTES;
  }

  /**
   * Hands what there is to the socket, or holds it until it may leave.
   *
   * @param wrote whether a reply in it answers a command that changes data
   */
  void flush(boolean wrote) {
    if (unflushedBytes == 0) {
      return;
    }
    if (hold != null) {
      late = true;
      lateWrote |= wrote;
      return;
    }
    ReplyGate gate = transport.host().gate();
    long mark = gate.mark(wrote);
    if (mark == 0 || gate.isPassed(mark)) {
      send();
    } else {
      Hold begun = new Hold(wrote);
      hold = begun;
      gate.whenPassed(mark, () -> channel.eventLoop().execute(() -> letGo(begun)));
    }
  }

  /** Lets what is held leave if it need not wait any more, because the gate has changed. */
  void reconsider() {
    Hold now = hold;
    if (now != null && transport.host().gate().mark(now.wrote || lateWrote) == 0) {
      letGo(now);
    }
  }

  /** Sends what was held, unless it has left before; what came late may have to wait on. */
  private void letGo(Hold passed) {
    if (hold != passed) {
      return;
    }
    hold = null;
    if (late) {
      boolean wrote = lateWrote;
      late = false;
      lateWrote = false;
      flush(wrote);
    } else {
      send();
    }
    if (hold == null) {
      whenLetGo.run();
    }
  }

  private void send() {
    lane.countWrite();
    unflushedBytes = 0;
    channel.flush();
  }

  /** Whether replies wait; nothing is to be run whose replies would come behind them. */
  boolean isHeld() {
    return hold != null;
  }

  /** Cuts the client off where it has been past the soft limit for too long. */
  void tick(long nowNanos) {
    Limit limit = limit();
    if (limit.softBytes() == 0 || unreadBytes() <= limit.softBytes()) {
      overSoftLimitNanos = 0;
    } else if (overSoftLimitNanos == 0) {
      overSoftLimitNanos = nowNanos;
    } else if (nowNanos - overSoftLimitNanos > TimeUnit.SECONDS.toNanos(limit.softSeconds())) {
      cutOff.accept("soft");
    }
  }

  /** What is pushed comes whether the client asks or not, so that it has a limit of its own. */
  private Limit limit() {
    return pushes.hasBegun() ? transport.pushLimit() : transport.outputLimit();
  }

  /** What the client has not read yet; by any thread. */
  long unreadBytes() {
    return unsentBytes() + pushes.waitingBytes();
  }

  /** What lies before the socket; by any thread. */
  private long unsentBytes() {
    ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
    return unsent == null ? 0 : unsent.totalPendingWriteBytes();
  }
}
