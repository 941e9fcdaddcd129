// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Netty's epoll, with sockets staying registered while nothing is awaited of them.
 *
 * <p>Netty 4.2.13 to 4.2.18 takes a socket out of epoll where its set of awaited events becomes
 * empty, and fails to put it back, so that the connection breaks. That is the state of a client
 * which has shut its side, between two rounds of sending it replies. Here such a set holds the
 * edge-triggered flag, which awaits nothing.
 */
final class LastingEpoll implements IoHandler {
  private final IoHandler epoll;

  private LastingEpoll(IoHandler epoll) {
    this.epoll = epoll;
  }

  static IoHandlerFactory newFactory() {
    IoHandlerFactory factory = EpollIoHandler.newFactory();
    return executor -> new LastingEpoll(factory.newHandler(executor));
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new LastingRegistration(epoll.register(handle));
  }

  private static final class LastingRegistration implements IoRegistration {
    private final IoRegistration registration;

    /** Whether events were awaited before: until then an empty set does no harm. */
    private boolean added;

    private LastingRegistration(IoRegistration registration) {
      this.registration = registration;
    }

    @Override
    public long submit(IoOps awaited) {
      boolean empty = ((EpollIoOps) awaited).value() == EpollIoOps.NONE.value();
      added |= !empty;
      return registration.submit(empty && added ? EpollIoOps.EPOLLET : awaited);
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // Netty's signature
    public <T> T attachment() {
      return registration.attachment();
    }

    @Override
    public boolean isValid() {
      return registration.isValid();
    }

    @Override
    public boolean cancel() {
      return registration.cancel();
    }
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return epoll.run(context);
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> type) {
    return epoll.isCompatible(type);
  }
}
