// SPDX-License-Identifier: Apache-2.0
package io.radish.testkit;

import io.radish.backup.PersistenceHandler;
import io.radish.command.CommandTable;
import io.radish.command.Dispatcher;
import io.radish.command.MeterRegistry;
import io.radish.command.Services;
import io.radish.command.Session;
import io.radish.command.family.Families;
import io.radish.resp.Arguments;
import io.radish.resp.ProtocolException;
import io.radish.resp.Reply;
import io.radish.resp.ReplyReader;
import io.radish.resp.ReplySink;
import io.radish.resp.ReplyWriter;
import io.radish.resp.RequestDecoder;
import io.radish.resp.RequestEncoder;
import io.radish.store.ManualClock;
import io.radish.store.Store;
import io.radish.store.StoreValidator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A session at the shell, in this process: requests are encoded, decoded, dispatched over a real
 * store, and their replies decoded again, without a socket.
 *
 * <pre>{@code
 * CommandDriver driver = CommandDriver.open(2);
 * assertThat(driver.run("LPUSH", "k", "a")).isEqualTo(integer(1));
 * }</pre>
 *
 * <p>Large values are read only after the command has let its locks go, as a socket would. Not
 * thread-safe; several of them over one store are.
 */
public final class CommandDriver implements CommandPeer {
  private static final CommandTable TABLE = Families.table();
  private static final int REPLY_BLOCK_BYTES = 16 << 10;

  /** What drivers over one store share. */
  private record World(
      Store store, ManualClock clock, FakeServer server, Services services, AtomicLong clients) {}

  private final World world;
  private final FakeClient client;
  private final Session session;
  private final Dispatcher dispatcher;
  private final RequestDecoder decoder = new RequestDecoder();
  private final Arguments arguments = new Arguments();
  private final ReplyWriter writer = new ReplyWriter(REPLY_BLOCK_BYTES);
  private final Parts parts = new Parts();
  private int settingsRead;

  private CommandDriver(World world, int protocol) {
    this.world = world;
    this.client = new FakeClient(world.clients.incrementAndGet(), world.clock);
    this.session = new Session(client, world.services);
    this.dispatcher = new Dispatcher(world.services);
    session.setProtocol(protocol);
    decoder.setAuthenticated(true);
    world.server.add(session);
    world.services.accounts().welcome(session);
  }

  /** A session over an empty store with a fake clock; {@code protocol} is 2 or 3. */
  public static CommandDriver open(int protocol) {
    ManualClock clock = new ManualClock();
    // The seed is fixed, so that what failed once fails again.
    Store store = Store.builder().shards(16).seed(42).clock(clock).build();
    return open(protocol, store, clock, new FakeServer(), null);
  }

  /** A session over parts of the caller's own. */
  public static CommandDriver open(
      int protocol,
      Store store,
      ManualClock clock,
      FakeServer server,
      @Nullable PersistenceHandler persistence) {
    Services services = new Services(store, persistence, server, TABLE, new MeterRegistry());
    server.onPassword(services.accounts().users()::setDefaultPassword);
    World world = new World(store, clock, server, services, new AtomicLong());
    return new CommandDriver(world, protocol);
  }

  /** Another client of the same store. */
  public CommandDriver another(int protocol) {
    return new CommandDriver(world, protocol);
  }

  public Store store() {
    return world.store;
  }

  public ManualClock clock() {
    return world.clock;
  }

  public FakeServer server() {
    return world.server;
  }

  public Session session() {
    return session;
  }

  public FakeClient client() {
    return client;
  }

  /** All commands. */
  public static CommandTable table() {
    return TABLE;
  }

  @Override
  public Reply run(byte[]... request) {
    return read(raw(request));
  }

  private static Reply read(byte[] bytes) {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    try {
      Reply reply = new ReplyReader(in).read();
      if (in.available() > 0) {
        throw new IllegalStateException("more than one reply");
      }
      return reply;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends one request; the bytes of its reply. */
  public byte[] raw(byte[]... request) {
    execute(request);
    return finish();
  }

  private void execute(byte[]... request) {
    byte[] encoded = RequestEncoder.encode(request);
    decoder.reserve(encoded.length);
    System.arraycopy(encoded, 0, decoder.array(), decoder.writeIndex(), encoded.length);
    decoder.advance(encoded.length);
    try {
      if (!decoder.next(arguments)) {
        throw new IllegalStateException("the request is not whole");
      }
    } catch (ProtocolException e) {
      throw new IllegalArgumentException(e);
    }
    if (settingsRead != world.server.changes()) {
      settingsRead = world.server.changes();
      dispatcher.readSettings();
    }
    writer.begin(parts, session.protocol());
    dispatcher.execute(session, arguments, writer);
  }

  private byte[] finish() {
    client.finish(writer);
    writer.flush();
    return parts.take();
  }

  @Override
  public void send(byte[]... request) {
    execute(request);
  }

  @Override
  public Reply receive() {
    return read(finish());
  }

  @Override
  public boolean isAnswered() {
    return client.isAnswered();
  }

  /** What is wrong with the store; nothing, where it is sound. */
  public List<String> problems() {
    return StoreValidator.problemsOf(world.store);
  }

  /** Ends this session, as a client does that breaks its connection. */
  public void leave() {
    client.go();
    world.server.remove(session);
    session.end(world.services.pubSub(), world.services.tracking());
  }

  /** Ends this session, and the store with it; sessions over the same store end first. */
  @Override
  public void close() {
    leave();
    decoder.close();
    if (world.server.sessions().isEmpty()) {
      world.store.close();
    }
  }

  /** Takes replies as a socket does: values by reference wait until everything is written. */
  private static final class Parts implements ReplySink {
    private record Part(MemorySegment segment, @Nullable Runnable release) {}

    private final List<Part> parts = new ArrayList<>();

    @Override
    public void block(byte[] array, int offset, int length) {
      byte[] copy = new byte[length];
      System.arraycopy(array, offset, copy, 0, length);
      parts.add(new Part(MemorySegment.ofArray(copy), null));
    }

    @Override
    public void attachment(MemorySegment segment, long offset, long length, Runnable release) {
      parts.add(new Part(segment.asSlice(offset, length), release));
    }

    byte[] take() {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (Part part : parts) {
        all.writeBytes(part.segment.toArray(ValueLayout.JAVA_BYTE));
        if (part.release != null) {
          part.release.run();
        }
      }
      parts.clear();
      return all.toByteArray();
    }
  }
}
