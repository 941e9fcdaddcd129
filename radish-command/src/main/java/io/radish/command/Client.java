// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.command.pubsub.Push;

/** A connected client as its session and the list of clients see it; transports implement it. */
public interface Client {
  /** Its number; never given twice. */
  long id();

  /** Its address as {@code ip:port}, {@code [ip]:port}, or {@code path:0} for a Unix socket. */
  String remoteAddress();

  /** The address it reached, in the same form. */
  String localAddress();

  /** Seconds since it connected. */
  long ageSeconds();

  /** Seconds since it last sent something. */
  long idleSeconds();

  /** Memory that holds what it has sent and what has not run yet. */
  long queryBytes();

  /** Replies that it has not read yet. */
  long replyBytes();

  /** Whether its request waits, because it was {@linkplain #postpone postponed}. */
  boolean isPostponed();

  /** Closes the connection at once; by any thread. */
  void close();

  /**
   * Runs no further request, and closes the connection once the replies have been sent; on the
   * connection's thread only, which is where requests run.
   */
  void closeAfterReplies();

  /**
   * Runs the request that is running once more, as if it had never run, when so much time has
   * passed or when {@link ServerControl#resumeClients} says so; what it wrote until then stays. No
   * further request runs before it. On the connection's thread only.
   */
  void postpone(long millis);

  /**
   * Sends bytes that answer no request, in the order of the calls of one thread, between two
   * replies; by any thread, under any lock. What the request that is running pushes to its own
   * client comes right behind its reply. A client that does not read them is cut off; false where
   * it is being cut off or gone, and gets nothing more.
   */
  boolean push(Push message);

  /**
   * Sends what was {@linkplain #push pushed} by now before the reply to the request that is
   * running. On the connection's thread only; replies written until then have been flushed.
   */
  void deliverPushes();

  /**
   * Ends what is {@linkplain #push pushed}: what there is by now is sent before the reply to the
   * request that is running, and nothing after it until {@link #beginPushes}. On the connection's
   * thread only; replies written until then have been flushed.
   */
  void endPushes();

  /**
   * Lets through what is pushed, as at the beginning, and holds the client to the limits of those
   * who are pushed to. On the connection's thread only.
   */
  void beginPushes();

  /**
   * Puts the answer to the request that is running off: until it is given, no further request of
   * this client runs. On the connection's thread only, at most once a request.
   */
  Deferral defer();
}
