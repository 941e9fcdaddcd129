// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.radish.resp.ProtocolException;
import io.radish.resp.RequestDecoder;
import io.radish.resp.RequestPreview;
import java.util.concurrent.TimeUnit;

/**
 * The way in of one connection: reads its socket when it is asked to, and takes what came apart
 * into requests. Used on its loop's thread, except where said.
 */
final class Inlet {
  /**
   * What a client may send while its request waits: a long pipeline behind it. It is read so that
   * the client's going is noticed, and who sends more is cut off.
   */
  private static final int READ_WHILE_WAITING = 16 << 20;

  /** Silence after which a connection gives back its buffers. */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Transport transport;
  private final Lane lane;
  private final Channel channel;
  private final RequestDecoder decoder;

  private volatile long lastReadNanos;

  /** Set while a read has been asked for and its end has not been heard of. */
  private boolean reading;

  /** Whether the decoder has given back what an idle connection does not need. */
  private boolean trimmed;

  /** Requests to come that the conversation knows of. */
  private int announced;

  /** What came since the request that waits began to. */
  private int readWhileWaiting;

  Inlet(Channel channel, Transport transport, Lane lane) {
    this.channel = channel;
    this.transport = transport;
    this.lane = lane;
    this.lastReadNanos = transport.nanoTime();
    this.decoder = new RequestDecoder(transport.limits(), transport.host().inlineValues());
  }

  // ---- reading ----

  /** Reads some more, unless that was asked for. */
  void read() {
    if (!reading) {
      reading = true;
      channel.read();
    }
  }

  /** Takes what was read. */
  void take(ByteBuf bytes) {
    int length = bytes.readableBytes();
    transport.traffic().bytesIn.add(length);
    readWhileWaiting += length;
    decoder.reserve(length);
    bytes.readBytes(decoder.array(), decoder.writeIndex(), length);
    decoder.advance(length);
  }

  /** Hears that what was asked for has been read. */
  void haveRead() {
    reading = false;
    lane.countRead();
    lastReadNanos = transport.nanoTime();
    trimmed = false;
  }

  /** Begins to count what comes while a request waits. */
  void beginWaiting() {
    readWhileWaiting = 0;
  }

  /** Whether more may come while a request waits. */
  boolean hasRoomWhileWaiting() {
    return readWhileWaiting < READ_WHILE_WAITING;
  }

  // ---- requests ----

  /** What its client may send depends on whether it has logged in. */
  void setAuthenticated(boolean authenticated) {
    decoder.setAuthenticated(authenticated);
  }

  /** Takes the next request into the lane's arguments; whether all of it is there. */
  boolean next(Conversation conversation) throws ProtocolException {
    if (announced == 0) {
      RequestPreview preview = lane.preview;
      decoder.preview(preview);
      if (preview.count() > 1) {
        conversation.expect(preview);
      }
      announced = Math.max(1, preview.count());
    }
    announced--;
    boolean complete = decoder.next(lane.arguments);
    passEmpty(conversation);
    return complete;
  }

  /** Tells of requests without a word, which the decoder has passed by, if there were any. */
  void passEmpty(Conversation conversation) {
    if (decoder.hasPassedEmpty()) {
      decoder.forgetEmpty();
      conversation.passEmpty();
    }
  }

  // ---- idleness ----

  /** How long nothing has come; by any thread. */
  long idleNanos(long now) {
    return now - lastReadNanos;
  }

  /** Gives back what an idle connection does not need, if it is one. */
  void trimWhereIdle(long now) {
    if (!trimmed && idleNanos(now) > IDLE_NANOS) {
      decoder.trim();
      trimmed = true;
    }
  }

  /** What it holds; by any thread. */
  long memoryBytes() {
    return decoder.memoryBytes();
  }

  void close() {
    decoder.close();
  }
}
