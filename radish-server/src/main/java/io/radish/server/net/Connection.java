// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.radish.command.Client;
import io.radish.command.Deferral;
import io.radish.command.pubsub.Push;
import io.radish.resp.Arguments;
import io.radish.resp.ProtocolException;
import io.radish.resp.ReplyWriter;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: takes its bytes apart into requests, has them run, and sends the replies.
 *
 * <p>All requests that a read has completed run in one batch with one flush. A batch ends early,
 * and goes on where it ended, when
 *
 * <ul>
 *   <li>the client does not read its replies: until the socket takes them;
 *   <li>it has taken its slice of time: after the loop's other connections;
 *   <li>a request's answer is put off: until it is given;
 *   <li>replies may not leave yet: until they do;
 *   <li>clients are paused, and the request is one of those that wait: until the pause is over;
 *   <li>the transport pauses: until it resumes.
 * </ul>
 *
 * <p>The socket is read only when nothing is left to run, so what waits in the decoder is one read
 * at most, besides the request that is arriving; and while a request waits, so that the client's
 * going is noticed, up to a bound. Used on its loop's thread, except where said.
 */
final class Connection extends ChannelInboundHandlerAdapter implements Client {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** How long a batch may run while others wait; a stall of this length is not felt. */
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** Requests between looks at the clock, which costs as much as a short request. */
  private static final int REQUESTS_PER_LOOK = 16;

  /** The longest name of a command that the log shows. */
  private static final int LOGGED_BYTES = 64;

  private final long id;
  private final Transport transport;
  private final Lane lane;
  private final Channel channel;
  private final Inlet inlet;
  private final long connectedNanos;
  private final String remoteAddress;
  private final String localAddress;
  private final Conversation conversation;

  private boolean yielded;

  /** Whether the client sends nothing more; written on the loop. */
  private volatile boolean inputEnded;

  private boolean closing;
  private boolean running;

  /** Whether a request was run that changes data, whose reply was not handed on yet. */
  private boolean wrote;

  private @Nullable PutOff deferral;

  private final Postponement postponement = new Postponement();
  private final Outlet outlet;

  Connection(long id, Transport transport, Lane lane, Channel channel) {
    this.id = id;
    this.transport = transport;
    this.lane = lane;
    this.channel = channel;
    this.connectedNanos = transport.nanoTime();
    this.remoteAddress = Addresses.text(channel.remoteAddress(), channel.localAddress());
    this.localAddress = Addresses.text(channel.localAddress(), channel.localAddress());
    this.outlet =
        new Outlet(channel, transport, lane, this::protocol, this::cutOff, this::repliesLeft);
    this.inlet = new Inlet(channel, transport, lane);
    // From here on others see it, and ask it what it holds.
    this.conversation = transport.host().begin(this);
    inlet.setAuthenticated(conversation.isAuthenticated());
  }

  // Events

  @Override
  public void channelActive(ChannelHandlerContext context) {
    LOG.info("client {} connected from {}", id, remoteAddress);
    lane.add(this);
    inlet.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      if (!closing && bytes.isReadable()) {
        inlet.take(bytes);
      }
    } finally {
      bytes.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    inlet.haveRead();
    run();
    readWhileWaiting();
  }

  /**
   * Reads on while a request waits, so that the client's going is noticed. As Redis has it, who has
   * hung up does not wait any longer, and what it sent before does not run; but who waits for work
   * that is being done gets its answer. A pause ends by itself, and so does work, so that who sends
   * too much meanwhile is not cut off, but read no further.
   */
  private void readWhileWaiting() {
    boolean forOthers = deferral != null && deferral.isWaiting();
    boolean forWork = deferral != null && !forOthers;
    if (closing || !(deferral != null || postponement.isWaiting())) {
      return;
    }
    if (inputEnded) {
      if (!forWork) {
        close();
      }
    } else if (inlet.hasRoomWhileWaiting()) {
      inlet.read();
    } else if (forOthers) {
      LOG.warn(
          "closing client {} at {}: it sends and sends while a command waits", id, remoteAddress);
      close();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    // Also called from within a batch's own writes; that batch looks for itself.
    if (channel.isWritable() && !running) {
      outlet.goOnPushing();
      run();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      run();
      readWhileWaiting();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    LOG.info("client {} at {} is gone", id, remoteAddress);
    closing = true;
    lane.remove(this);
    transport.forget(this);
    if (deferral != null) {
      deferral.gone();
      deferral = null;
    }
    inlet.close();
    postponement.forget();
    conversation.ended();
    outlet.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof DecoderException && cause.getCause() instanceof SSLException failure) {
      // What such a failure quotes may be a password that was sent without encryption.
      boolean plain = failure instanceof NotSslRecordException;
      LOG.info(
          "closing client {} at {}: {}",
          id,
          remoteAddress,
          plain ? "it does not speak TLS" : "no TLS with it: " + failure.getMessage());
    } else if (cause instanceof IOException) {
      LOG.debug("client {} at {}: {}", id, remoteAddress, cause.getMessage());
    } else {
      LOG.error("closing client {} at {} after an unexpected failure", id, remoteAddress, cause);
    }
    close();
  }

  // Running requests

  /** Goes on with what there is to run, unless something stands in the way. */
  void run() {
    if (running || yielded || isHeldUp()) {
      return;
    }
    if (!channel.isWritable() || !channel.isActive()) {
      return;
    }
    boolean drained = batch(this::runRequests);
    if (closing || !drained || outlet.isHeld() || !channel.isWritable()) {
      readWhileWaiting();
      return;
    }
    if (inputEnded) {
      closeAfterReplies();
      flushAndClose();
    } else {
      inlet.read();
    }
  }

  /** Goes on behind replies that were held. */
  private void repliesLeft() {
    if (closing) {
      flushAndClose();
    } else {
      run();
    }
  }

  /** Whether no request may run now, and it is known who goes on with them. */
  private boolean isHeldUp() {
    return closing
        || deferral != null
        || postponement.isWaiting()
        || outlet.isHeld()
        || transport.isPaused();
  }

  private interface Batch {
    boolean run(ReplyWriter writer) throws ProtocolException;
  }

  /** Runs {@code batch} with the lane's writer, and sends what it wrote. */
  private boolean batch(Batch batch) {
    ReplyWriter writer = lane.writer;
    running = true;
    boolean drained = false;
    try {
      writer.begin(outlet, conversation.protocol());
      try {
        drained = batch.run(writer);
      } catch (ProtocolException broken) {
        LOG.info("closing client {} at {}: {}", id, remoteAddress, broken.getMessage());
        inlet.passEmpty(conversation);
        if (conversation.wantsReplies()) {
          writer.error("ERR " + broken.getMessage());
        }
        closing = true;
      }
      writer.flush();
      if (outlet.hasOwn()) {
        outlet.deliverOwn();
      }
    } catch (RuntimeException | Error bug) {
      writer.discard();
      LOG.error(
          "closing client {} at {} after a failure in {}", id, remoteAddress, commandName(), bug);
      close();
      return false;
    } finally {
      running = false;
    }
    handOn();
    if (closing) {
      flushAndClose();
    } else {
      outlet.goOnPushing();
    }
    return drained;
  }

  /** Runs requests until there are none, or something stands in the way; whether none are left. */
  private boolean runRequests(ReplyWriter writer) throws ProtocolException {
    long end = transport.nanoTime() + SLICE_NANOS;
    int untilLook = REQUESTS_PER_LOOK;
    conversation.beginBatch();
    Arguments postponed = postponement.request();
    if (postponed != null && !runPostponed(postponed, writer)) {
      return false;
    }
    while (inlet.next(conversation)) {
      conversation.execute(lane.arguments, writer);
      if (outlet.hasOwn()) {
        deliverOwn(writer);
      }
      if (isHeldUp()) {
        return false;
      }
      inlet.setAuthenticated(conversation.isAuthenticated());
      if (outlet.isFull() && !flushEarly(writer)) {
        return false;
      }
      if (--untilLook == 0) {
        untilLook = REQUESTS_PER_LOOK;
        if (transport.nanoTime() - end > 0) {
          yieldToOthers();
          return false;
        }
      }
    }
    return true;
  }

  /** Sends what a request has pushed to its own client right behind its reply. */
  private void deliverOwn(ReplyWriter writer) {
    writer.flush();
    outlet.deliverOwn();
  }

  /** Runs the request that has waited; whether others may run after it. */
  private boolean runPostponed(Arguments request, ReplyWriter writer) {
    conversation.execute(request, writer);
    if (outlet.hasOwn()) {
      deliverOwn(writer);
    }
    if (!postponement.isWaiting()) {
      postponement.forget();
    }
    inlet.setAuthenticated(conversation.isAuthenticated());
    return !isHeldUp();
  }

  @Override
  public void postpone(long millis) {
    if (!running) {
      throw new IllegalStateException("only a running request can be postponed");
    }
    postponement.keep(lane.arguments);
    inlet.beginWaiting();
    lane.postpone(this, channel.eventLoop(), millis);
  }

  /** Goes on with the request that waits. */
  void resume() {
    postponement.end();
    run();
  }

  @Override
  public boolean isPostponed() {
    return postponement.isWaiting();
  }

  /** Sends what there is; whether the client takes it. */
  private boolean flushEarly(ReplyWriter writer) {
    writer.flush();
    handOn();
    return channel.isWritable() && !closing && !outlet.isHeld();
  }

  /** Hands replies on, with word whether one answers a request that changes data. */
  private void handOn() {
    boolean written = conversation.hasWritten() || wrote;
    wrote = false;
    outlet.flush(written);
  }

  /** Lets replies that are held leave if they need not wait any more. */
  void reconsiderReplies() {
    outlet.reconsider();
  }

  private void yieldToOthers() {
    yielded = true;
    channel
        .eventLoop()
        .execute(
            () -> {
              yielded = false;
              run();
            });
  }

  /** The name of the command that ran last, for the log; its arguments are the client's own. */
  private String commandName() {
    return lane.arguments.count() > 0 && lane.arguments.length(0) <= LOGGED_BYTES
        ? lane.arguments.text(0, LOGGED_BYTES)
        : "a request";
  }

  // Sending replies

  @Override
  public boolean push(Push message) {
    return outlet.push(message, channel.eventLoop().inEventLoop() && running);
  }

  @Override
  public void deliverPushes() {
    outlet.deliverPushes();
  }

  private int protocol() {
    return conversation.protocol();
  }

  @Override
  public void endPushes() {
    outlet.endPushes();
  }

  @Override
  public void beginPushes() {
    outlet.beginPushes();
  }

  private void cutOff(String which) {
    if (closing || !channel.isActive()) {
      return;
    }
    LOG.warn(
        "closing client {} at {}: {} bytes of replies unread, past the {} limit of"
            + " client-output-buffer-limit",
        id,
        remoteAddress,
        replyBytes(),
        which);
    transport.traffic().cutOff.increment();
    close();
  }

  /** Looks after what only passing time brings about; called about once a second. */
  void tick(long now) {
    long timeoutSeconds = transport.idleTimeoutSeconds();
    boolean isHeldUp = deferral != null || postponement.isWaiting() || outlet.isHeld();
    if (timeoutSeconds > 0
        && !isHeldUp
        && inlet.idleNanos(now) > TimeUnit.SECONDS.toNanos(timeoutSeconds)) {
      LOG.debug("closing client {} at {}: idle", id, remoteAddress);
      close();
      return;
    }
    if (!isHeldUp) {
      inlet.trimWhereIdle(now);
    }
    outlet.tick(now);
  }

  // Closing

  @Override
  public void close() {
    if (channel.eventLoop().inEventLoop()) {
      closing = true;
    }
    ChannelFuture _ = channel.close();
  }

  @Override
  public void closeAfterReplies() {
    closing = true;
  }

  /** Closes behind the replies; where they are held, when they have left. */
  private void flushAndClose() {
    if (outlet.isHeld()) {
      return;
    }
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /** Runs nothing more and closes once the replies are sent, as the server goes. */
  void drain() {
    if (!closing) {
      closing = true;
      flushAndClose();
    }
  }

  /** Waits until the connection is closed, and closes it when the time is up; by any thread. */
  void awaitClosed(long nanos) {
    if (!channel.closeFuture().awaitUninterruptibly(Math.max(0, nanos), TimeUnit.NANOSECONDS)) {
      ChannelFuture _ = channel.close();
    }
  }

  // Putting off

  /** Writes an answer that was put off, and goes on. */
  void finish(Consumer<ReplyWriter> answer) {
    PutOff given = deferral;
    if (given == null || !channel.isActive()) {
      return;
    }
    deferral = null;
    if (closing) {
      given.gone();
      return;
    }
    given.answered();
    wrote = given.wrote();
    batch(
        writer -> {
          answer.accept(writer);
          return false;
        });
    run();
  }

  @Override
  public Deferral defer() {
    if (deferral != null || !running) {
      throw new IllegalStateException("only a running request can be put off, and once");
    }
    wrote |= conversation.hasWritten();
    PutOff put = new PutOff(this, channel, wrote);
    inlet.beginWaiting();
    deferral = put;
    return put;
  }

  /** Whether the client has gone, or sends nothing more; by any thread. */
  boolean hasHungUp() {
    return inputEnded || !channel.isActive();
  }

  // What others see

  @Override
  public long id() {
    return id;
  }

  @Override
  public String remoteAddress() {
    return remoteAddress;
  }

  @Override
  public String localAddress() {
    return localAddress;
  }

  @Override
  public long ageSeconds() {
    return TimeUnit.NANOSECONDS.toSeconds(transport.nanoTime() - connectedNanos);
  }

  @Override
  public long idleSeconds() {
    return TimeUnit.NANOSECONDS.toSeconds(inlet.idleNanos(transport.nanoTime()));
  }

  @Override
  public long queryBytes() {
    return inlet.memoryBytes();
  }

  @Override
  public long replyBytes() {
    return outlet.unreadBytes();
  }
}
