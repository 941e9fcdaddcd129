// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.radish.command.Client;
import io.radish.resp.Limits;
import io.radish.server.config.OutputLimits;
import io.radish.server.config.Parameters;
import io.radish.server.config.Settings;
import io.radish.server.config.TlsParameters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on the configured addresses and owns the event loops, each of which serves its share of
 * the connections. May be paused, in which state connections stay but no request runs.
 */
public final class Transport implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

  /**
   * Unsent replies at which a connection's batch stops, and at which it goes on: a few round trips
   * of a fast network, and little enough for ten thousand connections that do not read.
   */
  private static final WriteBufferWaterMark UNSENT =
      new WriteBufferWaterMark(64 * 1024, 256 * 1024);

  /** How long clients are given to take their last replies when the server goes. */
  private static final long DRAIN_MILLIS = 1000;

  private static final long TICK_SECONDS = 1;

  /**
   * Bytes asked for in one read of the socket, which adapt to what a client sends. The largest is
   * also what may run in a batch before other connections of the loop have their turn.
   */
  private static final int SMALLEST_READ = 512;

  private static final int FIRST_READ = 4 * 1024;
  private static final int LARGEST_READ = 64 * 1024;

  private final Settings settings;
  private final Conversation.Host host;
  private final Sockets sockets;
  private final LongSupplier nanoTime;
  private final EventLoopGroup loops;

  /**
   * What accepts connections, and runs no request: else nobody could come and kill a script that
   * holds the thread.
   */
  private final EventLoopGroup acceptor;

  private final Map<EventExecutor, Lane> lanes = new HashMap<>();

  /** What the lanes had counted at the last reset: only their own threads write to them. */
  private volatile long readsBefore;

  private volatile long writesBefore;
  private final List<Channel> listeners = new ArrayList<>();
  private final Map<Long, Connection> connections = new ConcurrentHashMap<>();
  private final AtomicInteger connected = new AtomicInteger();
  private final AtomicLong lastId = new AtomicLong();
  private final Traffic traffic = new Traffic();
  private volatile boolean paused;
  private volatile Limits limits;

  /** How connections to the encrypted port are encrypted; null until there is such a port. */
  private volatile @Nullable Tls tls;

  private volatile OutputLimits.Limit outputLimit;
  private volatile OutputLimits.Limit pushLimit;
  private volatile long idleTimeoutSeconds;
  private Optional<Path> unixSocket = Optional.empty();

  /** Makes a transport that does not listen yet, with the best sockets of this machine. */
  public Transport(Settings settings, Conversation.Host host) {
    this(settings, host, Sockets.best(), System::nanoTime);
  }

  Transport(Settings settings, Conversation.Host host, Sockets sockets, LongSupplier nanoTime) {
    this.settings = settings;
    this.host = host;
    this.sockets = sockets;
    this.nanoTime = nanoTime;
    this.limits = limitsOf(settings);
    this.outputLimit = settings.get(Parameters.CLIENT_OUTPUT_BUFFER_LIMIT).normal();
    this.pushLimit = settings.get(Parameters.CLIENT_OUTPUT_BUFFER_LIMIT).pubsub();
    this.idleTimeoutSeconds = settings.get(Parameters.TIMEOUT);
    settings.onChange(Parameters.PROTO_MAX_BULK_LEN, value -> limits = limitsOf(settings));
    settings.onChange(Parameters.CLIENT_QUERY_BUFFER_LIMIT, value -> limits = limitsOf(settings));
    settings.onChange(
        Parameters.CLIENT_OUTPUT_BUFFER_LIMIT,
        value -> {
          outputLimit = value.normal();
          pushLimit = value.pubsub();
        });
    settings.onChange(Parameters.TIMEOUT, value -> idleTimeoutSeconds = value);
    settings.examine(TlsParameters.changing(), this::readTls);
    this.loops =
        new MultiThreadIoEventLoopGroup(
            settings.getInt(Parameters.IO_THREADS),
            new DefaultThreadFactory("io"),
            sockets.ioHandler());
    this.acceptor =
        new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("accept"), sockets.ioHandler());
    for (EventExecutor loop : loops) {
      Lane lane = new Lane();
      lanes.put(loop, lane);
    }
  }

  private static Limits limitsOf(Settings settings) {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        usual.inlineBytes(),
        settings.getInt(Parameters.PROTO_MAX_BULK_LEN),
        usual.arguments(),
        usual.unauthenticatedArguments(),
        usual.unauthenticatedBulkBytes(),
        settings.get(Parameters.CLIENT_QUERY_BUFFER_LIMIT),
        usual.largeArgumentBytes(),
        usual.heapBytes(),
        usual.jsonDepth());
  }

  /** Reads certificates and keys, where there is an encrypted port; used when it is run. */
  private Runnable readTls(Settings.Values wanted) throws IOException {
    if (wanted.get(TlsParameters.PORT) == 0) {
      return () -> {};
    }
    Tls read = Tls.of(settings, wanted);
    return () -> tls = read;
  }

  /**
   * Begins to listen.
   *
   * @throws IOException with one line for the person who starts the server, where an address is
   *     taken or not to be had
   */
  public void listen() throws IOException {
    readTls(settings::get).run();
    int encryptedPort = settings.getInt(TlsParameters.PORT);
    if (encryptedPort > 0) {
      listenOnTcp(encryptedPort, true);
    }
    int port = settings.getInt(Parameters.PORT);
    if (port > 0) {
      listenOnTcp(port, false);
    }
    String path = settings.get(Parameters.UNIX_SOCKET);
    if (!path.isEmpty()) {
      listenOnUnixSocket(settings.path(Parameters.UNIX_SOCKET));
    }
    if (listeners.isEmpty()) {
      throw new IOException(
          "nothing to listen on: give a port, a tls-port, an address to bind, or a unixsocket");
    }
    lanes.forEach(
        (loop, lane) -> {
          Future<?> _ =
              loop.scheduleWithFixedDelay(
                  () -> tick(lane), TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
        });
  }

  private void listenOnTcp(int port, boolean encrypted) throws IOException {
    boolean allIpv6 = false;
    for (Addresses.Binding binding : Addresses.Binding.of(settings.get(Parameters.BIND))) {
      if (binding.isAllIpv4() && allIpv6) {
        continue;
      }
      ServerBootstrap bootstrap =
          bootstrap(sockets.tcp(), encrypted).option(ChannelOption.SO_REUSEADDR, true);
      try {
        listeners.add(bind(bootstrap, binding.resolve(port)));
        allIpv6 |= binding.isAllIpv6();
      } catch (IOException e) {
        if (!binding.optional() || BindFailure.isTaken(e)) {
          throw BindFailure.ofTcp(binding.text(), port, e);
        }
        LOG.info("not listening on {}, which this machine does not have", binding.text());
      }
    }
  }

  private void listenOnUnixSocket(Path path) throws IOException {
    UnixSocketFile.makeWay(path);
    try {
      listeners.add(bind(bootstrap(sockets.unix(), false), sockets.unixAddress(path)));
    } catch (IOException e) {
      throw BindFailure.ofUnixSocket(path, e);
    }
    unixSocket = Optional.of(path);
    UnixSocketFile.setPermissions(path, settings.get(Parameters.UNIX_SOCKET_PERM));
  }

  private ServerBootstrap bootstrap(Class<? extends ServerChannel> type, boolean encrypted) {
    return new ServerBootstrap()
        .group(acceptor, loops)
        .channel(type)
        .option(ChannelOption.SO_BACKLOG, settings.getInt(Parameters.TCP_BACKLOG))
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childOption(ChannelOption.AUTO_READ, false)
        .childOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, LARGEST_READ)
                .maxMessagesPerRead(1))
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                Tls how = encrypted ? tls : null;
                if (how != null) {
                  how.encrypt(channel);
                }
                accept(channel);
              }
            });
  }

  private static Channel bind(ServerBootstrap bootstrap, SocketAddress address) throws IOException {
    var binding = bootstrap.bind(address).awaitUninterruptibly();
    Throwable failure = binding.cause();
    if (failure == null) {
      return binding.channel();
    }
    throw failure instanceof IOException io ? io : new IOException(failure);
  }

  /** Lets a client in, or tells it why not; on its loop's thread. */
  private void accept(Channel channel) {
    boolean local = Addresses.isLocal(channel.remoteAddress());
    if (!local && settings.get(Parameters.PROTECTED_MODE) && host.isOpen()) {
      refuse(channel, Refusals.PROTECTED_MODE);
      return;
    }
    if (connected.incrementAndGet() > settings.get(Parameters.MAX_CLIENTS)) {
      connected.decrementAndGet();
      refuse(channel, Refusals.TOO_MANY_CLIENTS);
      return;
    }
    channel.closeFuture().addListener(closed -> connected.decrementAndGet());
    traffic.accepted.increment();
    if (channel.remoteAddress() instanceof InetSocketAddress) {
      channel.config().setOption(ChannelOption.TCP_NODELAY, true);
      int keepAliveSeconds = settings.getInt(Parameters.TCP_KEEPALIVE);
      if (keepAliveSeconds > 0) {
        sockets.keepAlive(channel, keepAliveSeconds);
      }
    }
    Lane lane = lanes.get(channel.eventLoop());
    if (lane == null) {
      throw new IllegalStateException("a connection on a loop that is not the transport's");
    }
    Connection connection = new Connection(lastId.incrementAndGet(), this, lane, channel);
    connections.put(connection.id(), connection);
    channel.pipeline().addLast(connection);
  }

  private void refuse(Channel channel, String reason) {
    traffic.refused.increment();
    LOG.info("refusing a client at {}: {}", channel.remoteAddress(), reason.substring(0, 30));
    byte[] line = ("-" + reason + "\r\n").getBytes(StandardCharsets.US_ASCII);
    channel
        .eventLoop()
        .execute(
            () ->
                channel
                    .writeAndFlush(Unpooled.wrappedBuffer(line))
                    .addListener(ChannelFutureListener.CLOSE));
  }

  /** Called by a connection when it is gone. */
  void forget(Connection connection) {
    connections.remove(connection.id());
  }

  private void tick(Lane lane) {
    long now = nanoTime.getAsLong();
    lane.connections().forEach(connection -> connection.tick(now));
  }

  /**
   * Lets no request run from now on, and waits for those that run. Connections are accepted
   * meanwhile, and wait. Not to be called on a loop's thread.
   */
  public void pause() {
    paused = true;
    awaitRequests();
  }

  /** Waits for the requests that run now. Not to be called on a loop's thread. */
  public void awaitRequests() {
    for (EventExecutor loop : loops) {
      Future<?> passed = loop.submit(() -> {});
      passed.awaitUninterruptibly();
    }
  }

  /** Goes on with the requests that were postponed. */
  public void resumePostponed() {
    lanes.forEach((loop, lane) -> loop.execute(lane::resume));
  }

  /** Lets replies leave that are held and need not be any more, because the gate has changed. */
  public void reconsiderReplies() {
    lanes.forEach(
        (loop, lane) ->
            loop.execute(() -> lane.connections().forEach(Connection::reconsiderReplies)));
  }

  /** Lets requests run again. */
  public void resume() {
    paused = false;
    for (Map.Entry<EventExecutor, Lane> entry : lanes.entrySet()) {
      Lane lane = entry.getValue();
      entry.getKey().execute(() -> lane.connections().forEach(Connection::run));
    }
  }

  /** Runs {@code task} on the thread of each event loop: on this one, if it is one, at once. */
  public void onEachLoop(Runnable task) {
    for (EventExecutor loop : loops) {
      if (loop.inEventLoop()) {
        task.run();
      } else {
        loop.execute(task);
      }
    }
  }

  /** Stops listening; connections stay. */
  public void stopListening() {
    listeners.forEach(listener -> listener.close().awaitUninterruptibly());
    listeners.clear();
    unixSocket.ifPresent(UnixSocketFile::remove);
    unixSocket = Optional.empty();
  }

  /**
   * Sends what there is to send, for a while, closes all connections and ends the threads. A second
   * call does nothing.
   */
  @Override
  public void close() {
    if (loops.isShuttingDown()) {
      return;
    }
    stopListening();
    for (Map.Entry<EventExecutor, Lane> entry : lanes.entrySet()) {
      Lane lane = entry.getValue();
      entry.getKey().execute(() -> lane.connections().forEach(Connection::drain));
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
    for (Connection connection : connections.values()) {
      connection.awaitClosed(deadline - System.nanoTime());
    }
    loops.shutdownGracefully(0, DRAIN_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    acceptor.shutdownGracefully(0, DRAIN_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }

  /** The clients connected now. */
  public Collection<? extends Client> clients() {
    return connections.values();
  }

  /** The number of clients connected now. */
  public int clientCount() {
    return connected.get();
  }

  /** Which of the system's ways to sockets is in use, for {@code INFO}. */
  public String socketKind() {
    return sockets.name().toLowerCase(Locale.ROOT);
  }

  /** What came and went. */
  public Traffic traffic() {
    return traffic;
  }

  /** Reads from sockets that brought something, since the start or {@link #resetCounts}. */
  public long reads() {
    return readsEver() - readsBefore;
  }

  /** Times that replies were handed to a socket, since the start or {@link #resetCounts}. */
  public long writes() {
    return writesEver() - writesBefore;
  }

  private long readsEver() {
    return lanes.values().stream().mapToLong(Lane::reads).sum();
  }

  private long writesEver() {
    return lanes.values().stream().mapToLong(Lane::writes).sum();
  }

  /** Begins to count anew, as {@code CONFIG RESETSTAT} asks. */
  public void resetCounts() {
    traffic.reset();
    readsBefore = readsEver();
    writesBefore = writesEver();
  }

  /** The addresses listened on, as {@code ip:port}, or the path of a Unix socket. */
  public List<String> addresses() {
    return listeners.stream().map(Channel::localAddress).map(Addresses::listening).toList();
  }

  boolean isPaused() {
    return paused;
  }

  Conversation.Host host() {
    return host;
  }

  Limits limits() {
    return limits;
  }

  OutputLimits.Limit outputLimit() {
    return outputLimit;
  }

  OutputLimits.Limit pushLimit() {
    return pushLimit;
  }

  long idleTimeoutSeconds() {
    return idleTimeoutSeconds;
  }

  long nanoTime() {
    return nanoTime.getAsLong();
  }
}
