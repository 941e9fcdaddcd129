// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.radish.command.Dispatcher;
import io.radish.resp.Arguments;
import io.radish.resp.ReplyWriter;
import io.radish.resp.RequestPreview;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one event loop share, because only one of them runs at a time: the writer
 * of replies and the flyweight of requests. Used on the loop's thread only.
 */
final class Lane {
  /** Replies of a batch that are gathered before they are handed on: a page of small ones. */
  private static final int BLOCK_BYTES = 16 * 1024;

  /** The longest timer; one that ends too early is set again. */
  private static final long MAX_MILLIS = TimeUnit.DAYS.toMillis(1);

  /** Requests that are looked at before they run; what a dispatcher makes use of at a time. */
  private static final int LOOK_AHEAD = Dispatcher.EXPECTED_AT_ONCE;

  final ReplyWriter writer = new ReplyWriter(BLOCK_BYTES);
  final Arguments arguments = new Arguments();
  final RequestPreview preview = new RequestPreview(LOOK_AHEAD);
  private final Set<Connection> connections = new LinkedHashSet<>();

  /** Those whose requests wait for the end of a pause, in the order in which they came. */
  private final Set<Connection> waiting = new LinkedHashSet<>();

  /** Ends the waiting by itself, at the earliest end that those who wait were told; or null. */
  private @Nullable Future<?> timer;

  private long timerNanos;

  /** Reads from sockets and writes to them; counted by the loop, read by any, a moment late. */
  private long reads;

  private long writes;

  void countRead() {
    reads++;
  }

  void countWrite() {
    writes++;
  }

  long reads() {
    return reads;
  }

  long writes() {
    return writes;
  }

  void add(Connection connection) {
    connections.add(connection);
  }

  void remove(Connection connection) {
    connections.remove(connection);
    waiting.remove(connection);
  }

  /** Has a connection's request run once more after that time, or at {@link #resume}. */
  void postpone(Connection connection, EventLoop loop, long millis) {
    waiting.add(connection);
    long delayNanos = TimeUnit.MILLISECONDS.toNanos(Math.min(millis, MAX_MILLIS));
    long endNanos = System.nanoTime() + delayNanos;
    // One timer for all: where the pause has grown meanwhile, the first of them sets the next.
    if (timer == null || endNanos - timerNanos < 0) {
      stopTimer();
      timerNanos = endNanos;
      timer = loop.schedule(this::resume, delayNanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Goes on with the requests that wait, in the order in which they came. */
  void resume() {
    stopTimer();
    List<Connection> all = new ArrayList<>(waiting);
    waiting.clear();
    all.forEach(Connection::resume);
  }

  private void stopTimer() {
    Future<?> running = timer;
    timer = null;
    if (running != null) {
      running.cancel(false);
    }
  }

  /** The connections now; a copy, because what is done with one may close it. */
  List<Connection> connections() {
    return new ArrayList<>(connections);
  }
}
