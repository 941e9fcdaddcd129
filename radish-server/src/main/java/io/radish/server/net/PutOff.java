// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.radish.command.Deferral;
import io.radish.resp.ReplyWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request of one connection that is given later. Of the answer and what is to
 * happen when the client goes, one runs. Used on the connection's thread, except where said.
 */
final class PutOff implements Deferral {
  private final Connection connection;
  private final Channel channel;
  private final boolean wrote;
  private final AtomicBoolean completed = new AtomicBoolean();
  private @Nullable Runnable whenGone;
  private @Nullable Future<?> timer;

  /**
   * Makes one for the request that runs.
   *
   * @param wrote whether that, or one right before it, changes data
   */
  PutOff(Connection connection, Channel channel, boolean wrote) {
    this.connection = connection;
    this.channel = channel;
    this.wrote = wrote;
  }

  /** Whether its answer may tell of a change. */
  boolean wrote() {
    return wrote;
  }

  /** Whether others decide when the answer comes, maybe never. */
  boolean isWaiting() {
    return whenGone != null;
  }

  /** By any thread. */
  @Override
  public void complete(Consumer<ReplyWriter> answer) {
    if (completed.compareAndSet(false, true) && channel.isActive()) {
      channel.eventLoop().execute(() -> connection.finish(answer));
    }
  }

  @Override
  public boolean isAbandoned() {
    return connection.hasHungUp();
  }

  @Override
  public void after(long millis, Runnable task) {
    timer = channel.eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void whenGone(Runnable task) {
    whenGone = task;
  }

  /** The answer is being written. */
  void answered() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /** The client goes before the answer was written. */
  void gone() {
    answered();
    if (whenGone != null) {
      whenGone.run();
    }
  }
}
