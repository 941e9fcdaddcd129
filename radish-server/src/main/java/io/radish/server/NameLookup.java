// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks up the addresses of hosts, for some time at most, which Java itself does not bound.
 *
 * <p>A look-up that nobody waits for any more goes on in its own thread until the system gives it
 * up; there are {@value #MOST_AT_ONCE} of them at most, and who comes then is refused.
 */
final class NameLookup {
  /** Each takes a thread: a name server that is gone must not make hundreds of them. */
  static final int MOST_AT_ONCE = 8;

  /** The longest name that there is; more would only be looked for in vain. */
  private static final int LONGEST_NAME = 255;

  /** What does it. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] find(String host) throws UnknownHostException;
  }

  private final Resolver resolver;
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);

  NameLookup(Resolver resolver) {
    this.resolver = resolver;
  }

  /** The addresses of {@code host}, at least one. */
  InetAddress[] find(String host, long timeoutNanos) throws IOException, InterruptedException {
    if (host.isEmpty() || host.length() > LONGEST_NAME) {
      throw new UnknownHostException("a host has a name of 1 to " + LONGEST_NAME + " characters");
    }
    try {
      return new InetAddress[] {InetAddress.ofLiteral(host)};
    } catch (IllegalArgumentException e) {
      // It is a name.
      return findName(host, timeoutNanos);
    }
  }

  private InetAddress[] findName(String host, long timeoutNanos)
      throws IOException, InterruptedException {
    if (!free.tryAcquire()) {
      throw new IOException(MOST_AT_ONCE + " hosts are being looked up already");
    }
    FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> findAndFree(host));
    begin(lookup);
    try {
      return lookup.get(timeoutNanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException("the host was not found in time", e);
    } catch (ExecutionException e) {
      throw new IOException("the host was not found", e);
    }
  }

  private void begin(Runnable lookup) {
    boolean begun = false;
    try {
      Thread.ofPlatform().daemon().name("name-lookup").start(lookup);
      begun = true;
    } finally {
      if (!begun) {
        free.release();
      }
    }
  }

  private InetAddress[] findAndFree(String host) throws UnknownHostException {
    try {
      return resolver.find(host);
    } finally {
      free.release();
    }
  }
}
