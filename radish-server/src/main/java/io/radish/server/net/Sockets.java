// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import jdk.net.ExtendedSocketOptions;

/** A way to the operating system's sockets. */
enum Sockets {
  /** Linux' own, with the least work per event. */
  EPOLL {
    @Override
    IoHandlerFactory ioHandler() {
      return LastingEpoll.newFactory();
    }

    @Override
    Class<? extends ServerChannel> tcp() {
      return EpollServerSocketChannel.class;
    }

    @Override
    Class<? extends ServerChannel> unix() {
      return EpollServerDomainSocketChannel.class;
    }

    @Override
    SocketAddress unixAddress(Path path) {
      return new DomainSocketAddress(path.toString());
    }

    @Override
    void probe(Channel channel, int idle, int interval, int count) {
      channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, idle);
      channel.config().setOption(EpollChannelOption.TCP_KEEPINTVL, interval);
      channel.config().setOption(EpollChannelOption.TCP_KEEPCNT, count);
    }
  },

  /** The JDK's, everywhere. */
  NIO {
    @Override
    IoHandlerFactory ioHandler() {
      return NioIoHandler.newFactory();
    }

    @Override
    Class<? extends ServerChannel> tcp() {
      return NioServerSocketChannel.class;
    }

    @Override
    Class<? extends ServerChannel> unix() {
      return NioServerDomainSocketChannel.class;
    }

    @Override
    SocketAddress unixAddress(Path path) {
      return UnixDomainSocketAddress.of(path);
    }

    @Override
    void probe(Channel channel, int idle, int interval, int count) {
      channel.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), idle);
      channel
          .config()
          .setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), interval);
      channel.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), count);
    }
  };

  /** Probes without an answer after which a connection counts as dead; Redis' number. */
  private static final int KEEPALIVE_PROBES = 3;

  /** The best that this machine has. */
  static Sockets best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  abstract IoHandlerFactory ioHandler();

  abstract Class<? extends ServerChannel> tcp();

  abstract Class<? extends ServerChannel> unix();

  abstract SocketAddress unixAddress(Path path);

  abstract void probe(Channel channel, int idle, int interval, int count);

  /** Has the system probe a silent TCP connection, as Redis sets it up: thrice in the period. */
  void keepAlive(Channel channel, int seconds) {
    channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    probe(channel, seconds, Math.max(1, seconds / KEEPALIVE_PROBES), KEEPALIVE_PROBES);
  }
}
