// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.radish.command.Client;
import io.radish.command.Deferral;
import io.radish.resp.Reply;
import io.radish.resp.ReplyReader;
import io.radish.resp.RequestEncoder;
import io.radish.server.config.CommandLine;
import io.radish.server.config.ConfigException;
import io.radish.server.config.ConfigLoader;
import io.radish.server.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Sockets.class)
@Timeout(60)
class TransportTest {
  private static final byte[] PING = RequestEncoder.encode("PING");

  private final Sockets sockets;
  private final TestHost host = new TestHost();
  private final AtomicLong extraNanos = new AtomicLong();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private int port;
  @TempDir Path folder;

  TransportTest(Sockets sockets) {
    this.sockets = sockets;
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : opened.reversed()) {
      closeable.close();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private Settings settings(String... options) throws ConfigException, IOException {
    port = freePort();
    List<String> line =
        new ArrayList<>(
            List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--io-threads", "1"));
    line.addAll(List.of(options));
    return ConfigLoader.load(CommandLine.parse(line), Map.of(), folder);
  }

  private Transport start(String... options) throws Exception {
    Transport transport =
        new Transport(settings(options), host, sockets, () -> System.nanoTime() + extraNanos.get());
    opened.add(transport);
    transport.listen();
    return transport;
  }

  /** A client that blocks. */
  private final class Caller {
    final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    final OutputStream out = socket.getOutputStream();
    final ReplyReader in = new ReplyReader(socket.getInputStream());

    Caller() throws IOException {
      opened.add(socket);
      socket.setTcpNoDelay(true);
    }

    Reply call(String... words) throws IOException {
      out.write(RequestEncoder.encode(words));
      return in.read();
    }
  }

  private static byte[] times(int count, byte[] request) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      all.writeBytes(request);
    }
    return all.toByteArray();
  }

  private static final Reply PONG = new Reply.Simple("PONG");

  @Test
  void pipeline_ofManyRequests_isAnsweredInOrder() throws Exception {
    start();
    Caller caller = new Caller();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 20_000; i++) {
      all.writeBytes(RequestEncoder.encode("ECHO", Integer.toString(i)));
    }
    Thread writer = Thread.ofVirtual().start(() -> write(caller, all.toByteArray()));
    for (int i = 0; i < 20_000; i++) {
      assertThat(caller.in.read()).isEqualTo(bulk(Integer.toString(i)));
    }
    writer.join();
  }

  private static void write(Caller caller, byte[] bytes) {
    try {
      caller.out.write(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Reply bulk(String text) {
    return new Reply.Bulk(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void requests_oneByteAtATime_areAnswered() throws Exception {
    start();
    Caller caller = new Caller();
    byte[] bytes = RequestEncoder.encode("ECHO", "piecemeal");
    for (int round = 0; round < 3; round++) {
      for (byte b : bytes) {
        caller.out.write(b);
        caller.out.flush();
      }
      assertThat(caller.in.read()).isEqualTo(bulk("piecemeal"));
    }
  }

  @Test
  void inlineRequest_typedByHand_isAnswered() throws Exception {
    start();
    Caller caller = new Caller();
    caller.out.write("\r\nECHO \"a b\"\r\n".getBytes(StandardCharsets.UTF_8));
    assertThat(caller.in.read()).isEqualTo(bulk("a b"));
  }

  @Test
  void clientThatShutsItsSide_isAnsweredAndThenClosed() throws Exception {
    start();
    Caller caller = new Caller();
    caller.out.write(times(1000, PING));
    caller.socket.shutdownOutput();
    for (int i = 0; i < 1000; i++) {
      assertThat(caller.in.read()).isEqualTo(PONG);
    }
    assertThatThrownBy(caller.in::read).isInstanceOf(EOFException.class);
  }

  /** Several times, because what went wrong here depends on which event comes first. */
  @RepeatedTest(10)
  void clientThatShutsItsSide_withRepliesStillUnread_getsThemAll() throws Exception {
    start();
    Caller caller = new Caller();
    caller.out.write(times(50, RequestEncoder.encode("BIG", "1000000")));
    caller.socket.shutdownOutput();
    for (int i = 0; i < 50; i++) {
      assertThat(((Reply.Bulk) caller.in.read()).bytes()).hasSize(1_000_000);
    }
    assertThatThrownBy(caller.in::read).isInstanceOf(EOFException.class);
  }

  @Test
  void clientThatDoesNotRead_isStoppedAndGoesOnLater_andOthersDoNotNotice() throws Exception {
    Transport transport = start();
    Caller slow = new Caller();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> write(slow, times(5000, RequestEncoder.encode("BIG", "20000"))));
    Client client = host.clients.take();
    Caller other = new Caller();
    // The slow one's replies fill the socket's buffers; its requests stop running then.
    int before;
    int rounds = 0;
    do {
      before = host.executed.get() - rounds;
      for (int i = 0; i < 200; i++) {
        assertThat(other.call("PING")).isEqualTo(PONG);
        rounds++;
      }
    } while (host.executed.get() - rounds != before || before == 0);
    assertThat(host.executed.get() - rounds).isLessThan(4000);
    assertThat(client.replyBytes()).isBetween(1L, 2_000_000L);
    assertThat(client.queryBytes()).isLessThan(1_000_000L);
    for (int i = 0; i < 5000; i++) {
      assertThat(((Reply.Bulk) slow.in.read()).bytes()).hasSize(20_000);
    }
    writer.join();
    assertThat(transport.clientCount()).isEqualTo(2);
  }

  @Test
  void clientWithAnEndlessPipeline_givesWayToOthers() throws Exception {
    // Every request takes a millisecond of the transport's clock, so slices end soon.
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch bothHere = new CountDownLatch(1);
    start();
    Caller hog = new Caller();
    Caller other = new Caller();
    assertThat(hog.call("PING")).isEqualTo(PONG);
    assertThat(other.call("PING")).isEqualTo(PONG);
    AtomicInteger ranBefore = new AtomicInteger();
    host.beforeEach =
        name -> {
          extraNanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
          if (name.equals("ECHO")) {
            ranBefore.set(host.executed.get());
          } else {
            begun.countDown();
            await(bothHere);
          }
        };
    hog.out.write(times(3000, PING));
    begun.await();
    other.out.write(RequestEncoder.encode("ECHO", "x"));
    bothHere.countDown();
    assertThat(other.in.read()).isEqualTo(bulk("x"));
    for (int i = 0; i < 3000; i++) {
      assertThat(hog.in.read()).isEqualTo(PONG);
    }
    assertThat(ranBefore.get()).isLessThan(500);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void attachments_sentOrNot_areReleasedOnce() throws Exception {
    Transport transport = start();
    Caller caller = new Caller();
    caller.out.write(times(10, RequestEncoder.encode("ATTACH", "300000")));
    for (int i = 0; i < 10; i++) {
      assertThat(((Reply.Bulk) caller.in.read()).bytes()).hasSize(300_000).containsOnly('a');
    }
    Caller leaver = new Caller();
    leaver.out.write(times(200, RequestEncoder.encode("ATTACH", "3000000")));
    leaver.in.read();
    leaver.socket.close();
    assertThat(caller.call("PING")).isEqualTo(PONG);
    transport.close();
    assertThat(host.attached.get()).isGreaterThan(10);
    assertThat(host.released.get()).isEqualTo(host.attached.get());
    assertThat(host.ended.get()).isEqualTo(2);
  }

  @Test
  void clientPastTheHardOutputLimit_isCutOff() throws Exception {
    Transport transport = start("--client-output-buffer-limit", "normal", "1mb", "0", "0");
    Caller caller = new Caller();
    caller.out.write(RequestEncoder.encode("BIG", "50000000"));
    assertThatThrownBy(caller.in::read).isInstanceOf(IOException.class);
    assertThat(transport.traffic().cutOff()).isEqualTo(1);
    assertThat(new Caller().call("PING")).isEqualTo(PONG);
  }

  @Test
  void clientPastTheSoftOutputLimit_forTooLong_isCutOff() throws Exception {
    Transport transport = start("--client-output-buffer-limit", "normal", "0", "1mb", "60");
    Caller caller = new Caller();
    caller.out.write(RequestEncoder.encode("BIG", "50000000"));
    Client client = host.clients.take();
    Caller other = new Caller();
    while (client.replyBytes() < 1_000_000) {
      other.call("PING");
    }
    // Two looks are needed: one that sees it past the limit, one that sees it there too long.
    while (transport.traffic().cutOff() == 0) {
      extraNanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
      other.call("PING");
    }
    assertThatThrownBy(caller.in::read).isInstanceOf(IOException.class);
  }

  @Test
  void protocolError_afterGoodRequests_isToldAfterTheirReplies_andEndsTheConnection()
      throws Exception {
    start();
    Caller caller = new Caller();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(PING);
    all.writeBytes("*1\r\n$-5\r\n".getBytes(StandardCharsets.UTF_8));
    caller.out.write(all.toByteArray());
    assertThat(caller.in.read()).isEqualTo(PONG);
    assertThat(caller.in.read())
        .isEqualTo(new Reply.Failure("ERR Protocol error: invalid bulk length"));
    assertThatThrownBy(caller.in::read).isInstanceOf(EOFException.class);
    assertThat(new Caller().call("PING")).isEqualTo(PONG);
  }

  @Test
  void requestPastTheBulkLimit_isRefused() throws Exception {
    start("--proto-max-bulk-len", "1mb");
    Caller caller = new Caller();
    caller.out.write("*2\r\n$4\r\nECHO\r\n$1048577\r\n".getBytes(StandardCharsets.UTF_8));
    assertThat(caller.in.read())
        .isEqualTo(new Reply.Failure("ERR Protocol error: invalid bulk length"));
  }

  @Test
  void failureInACommand_closesThatConnectionOnly() throws Exception {
    Transport transport = start();
    Caller other = new Caller();
    assertThat(other.call("PING")).isEqualTo(PONG);
    Caller caller = new Caller();
    caller.out.write(RequestEncoder.encode("FAIL"));
    caller.out.write(PING);
    assertThatThrownBy(caller.in::read).isInstanceOf(IOException.class);
    assertThat(other.call("PING")).isEqualTo(PONG);
    assertThat(transport.clientCount()).isEqualTo(1);
  }

  @Test
  void quit_withMoreBehindIt_answersAndRunsNothingMore() throws Exception {
    start();
    Caller caller = new Caller();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(RequestEncoder.encode("QUIT"));
    all.writeBytes(PING);
    caller.out.write(all.toByteArray());
    assertThat(caller.in.read()).isEqualTo(new Reply.Simple("OK"));
    assertThatThrownBy(caller.in::read).isInstanceOf(IOException.class);
    assertThat(host.executed.get()).isEqualTo(1);
  }

  @Test
  void answerPutOff_holdsBackWhatComesAfter_andNobodyElse() throws Exception {
    start();
    Caller caller = new Caller();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(PING);
    all.writeBytes(RequestEncoder.encode("LATER"));
    all.writeBytes(PING);
    caller.out.write(all.toByteArray());
    assertThat(caller.in.read()).isEqualTo(PONG);
    Deferral deferral = host.deferrals.take();
    assertThat(new Caller().call("PING")).isEqualTo(PONG);
    assertThat(host.executed.get()).isEqualTo(3);
    deferral.complete(writer -> writer.simple("later"));
    deferral.complete(writer -> writer.simple("twice"));
    assertThat(caller.in.read()).isEqualTo(new Reply.Simple("later"));
    assertThat(caller.in.read()).isEqualTo(PONG);
    assertThat(caller.call("PING")).isEqualTo(PONG);
  }

  @Test
  void answerPutOff_whoseClientHasGone_isForgotten() throws Exception {
    Transport transport = start();
    Caller caller = new Caller();
    caller.out.write(RequestEncoder.encode("LATER"));
    Deferral deferral = host.deferrals.take();
    host.clients.take().close();
    assertThatThrownBy(caller.in::read).isInstanceOf(IOException.class);
    deferral.complete(
        writer -> {
          throw new AssertionError("nobody is there");
        });
    assertThat(new Caller().call("PING")).isEqualTo(PONG);
    assertThat(transport.clientCount()).isEqualTo(1);
  }

  @Test
  void pausedTransport_runsNothing_andGoesOnWhenResumed() throws Exception {
    Transport transport = start();
    Caller caller = new Caller();
    assertThat(caller.call("PING")).isEqualTo(PONG);
    transport.pause();
    caller.out.write(times(100, PING));
    Caller second = new Caller();
    second.out.write(PING);
    transport.pause();
    assertThat(host.executed.get()).isEqualTo(1);
    transport.resume();
    for (int i = 0; i < 100; i++) {
      assertThat(caller.in.read()).isEqualTo(PONG);
    }
    assertThat(second.in.read()).isEqualTo(PONG);
  }

  @Test
  void clientTooMany_isToldSoAndClosed_untilThereIsRoom() throws Exception {
    Transport transport = start("--maxclients", "2");
    Caller first = new Caller();
    assertThat(first.call("PING")).isEqualTo(PONG);
    assertThat(new Caller().call("PING")).isEqualTo(PONG);
    Caller third = new Caller();
    assertThat(third.in.read()).isEqualTo(new Reply.Failure("ERR max number of clients reached"));
    assertThatThrownBy(third.in::read).isInstanceOf(IOException.class);
    assertThat(transport.traffic().refused()).isEqualTo(1);
    first.socket.close();
    Reply reply;
    do {
      reply = new Caller().call("PING");
    } while (reply instanceof Reply.Failure);
    assertThat(reply).isEqualTo(PONG);
  }

  @Test
  void clientFromTheNetwork_whereNoPasswordIsSet_isDenied_untilProtectedModeIsOff()
      throws Exception {
    InetAddress outside = addressOfThisMachine();
    assumeThat(outside.isLoopbackAddress()).as("a network to come from").isFalse();
    Settings settings = settings("--bind", "127.0.0.1", outside.getHostAddress());
    Transport transport = new Transport(settings, host, sockets, System::nanoTime);
    opened.add(transport);
    transport.listen();
    assertThat(new Caller().call("PING")).isEqualTo(PONG);
    try (Socket socket = new Socket(outside, port)) {
      ReplyReader in = new ReplyReader(socket.getInputStream());
      assertThat(((Reply.Failure) in.read()).message())
          .startsWith("DENIED Radish is running in protected mode because protected mode is");
      assertThatThrownBy(in::read).isInstanceOf(IOException.class);
    }
    settings.set(List.of(Map.entry("protected-mode", "no")));
    try (Socket socket = new Socket(outside, port)) {
      socket.getOutputStream().write(PING);
      assertThat(new ReplyReader(socket.getInputStream()).read()).isEqualTo(PONG);
    }
  }

  /** An address by which others could reach this machine; loopback where there is none. */
  private static InetAddress addressOfThisMachine() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst()
        .orElse(InetAddress.getLoopbackAddress());
  }

  @Test
  void idleClient_pastTheTimeout_isClosed() throws Exception {
    start("--timeout", "100");
    Caller caller = new Caller();
    assertThat(caller.call("PING")).isEqualTo(PONG);
    extraNanos.addAndGet(TimeUnit.SECONDS.toNanos(101));
    assertThatThrownBy(caller.in::read).isInstanceOf(IOException.class);
  }

  @Test
  void clients_inTheList_showAddressesAgeAndBuffers() throws Exception {
    Transport transport = start();
    Caller caller = new Caller();
    caller.out.write("*2\r\n$4\r\nECHO\r\n$5\r\nabc".getBytes(StandardCharsets.UTF_8));
    Client client = host.clients.take();
    assertThat(new Caller().call("PING")).isEqualTo(PONG);
    extraNanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
    assertThat(client.remoteAddress()).isEqualTo("127.0.0.1:" + caller.socket.getLocalPort());
    assertThat(client.localAddress()).isEqualTo("127.0.0.1:" + port);
    assertThat(client.ageSeconds()).isBetween(5L, 30L);
    assertThat(client.idleSeconds()).isBetween(5L, 30L);
    assertThat(transport.clients()).hasSize(2);
    assertThat(transport.traffic().accepted()).isEqualTo(2);
    assertThat(transport.traffic().bytesIn()).isGreaterThan(20);
    assertThat(transport.traffic().bytesOut()).isGreaterThanOrEqualTo(7);
  }

  @Test
  void port_thatIsTaken_isOneClearLine() throws Exception {
    start();
    Settings same =
        ConfigLoader.load(
            CommandLine.parse(List.of("--port", Integer.toString(port))), Map.of(), folder);
    try (Transport second = new Transport(same, host, sockets, System::nanoTime)) {
      assertThatThrownBy(second::listen)
          .hasMessage(
              "port %d on 127.0.0.1 is taken by another program; choose another with --port, or"
                  + " stop that one",
              port);
    }
  }

  @Test
  void address_thatTheMachineLacks_isAnError_unlessOptional() throws Exception {
    start("--bind", "127.0.0.1", "-192.0.2.1");
    assertThat(new Caller().call("PING")).isEqualTo(PONG);
    assertThatThrownBy(() -> start("--bind", "192.0.2.1"))
        .hasMessage("bind: this machine has no address 192.0.2.1");
    assertThatThrownBy(() -> start("--bind", "no.such.host.invalid"))
        .hasMessage("bind: there is no address no.such.host.invalid");
  }

  @Test
  void allAddresses_ofBothKinds_areListenedOnOnce() throws Exception {
    start("--bind", "*", "-::*");
    assertThat(new Caller().call("PING")).isEqualTo(PONG);
  }

  @Test
  void unixSocket_withItsPermissions_serves_andIsRemovedAtTheEnd() throws Exception {
    Path path = folder.resolve("radish.sock");
    Transport transport =
        start("--unixsocket", path.toString(), "--port", "0", "--unixsocketperm", "770");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rwxrwx---");
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(path));
      channel.write(ByteBuffer.wrap(PING));
      InputStream in = Channels.newInputStream(channel);
      assertThat(new ReplyReader(in).read()).isEqualTo(PONG);
      assertThat(host.clients.take().remoteAddress()).isEqualTo(path + ":0");
    }
    Settings same =
        ConfigLoader.load(
            CommandLine.parse(List.of("--port", "0", "--unixsocket", path.toString())),
            Map.of(),
            folder);
    try (Transport second = new Transport(same, host, sockets, System::nanoTime)) {
      assertThatThrownBy(second::listen).hasMessageContaining("taken by another program");
    }
    transport.close();
    assertThat(path).doesNotExist();
  }

  @Test
  void unixSocket_leftBehind_isReplaced_butAFileIsNot() throws Exception {
    Path path = folder.resolve("radish.sock");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();
    start("--unixsocket", path.toString());
    Path file = Files.writeString(folder.resolve("precious"), "data");
    assertThatThrownBy(() -> start("--unixsocket", file.toString()))
        .hasMessageContaining("is not a socket");
    assertThat(file).hasContent("data");
    assertThatThrownBy(() -> start("--unixsocket", "/tmp/" + "x".repeat(200)))
        .hasMessageContaining("longer than systems take");
  }

  @Test
  void close_withClientsConnected_sendsWhatIsDueAndClosesThem() throws Exception {
    Transport transport = start();
    Caller caller = new Caller();
    assertThat(caller.call("PING")).isEqualTo(PONG);
    transport.close();
    assertThatThrownBy(caller.in::read).isInstanceOf(IOException.class);
    assertThat(host.ended.get()).isEqualTo(1);
    assertThatThrownBy(Caller::new).isInstanceOf(IOException.class);
  }

  // ---- replies that may not leave yet ----

  /** A gate that is passed when the test says so. */
  private static final class HeldGate implements ReplyGate {
    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
    volatile boolean onlyWrites;

    @Override
    public long mark(boolean wrote) {
      return wrote || !onlyWrites ? 1 : 0;
    }

    @Override
    public boolean isPassed(long mark) {
      return false;
    }

    @Override
    public void whenPassed(long mark, Runnable action) {
      waiting.add(action);
    }

    void pass() {
      List<Runnable> passing = List.copyOf(waiting);
      waiting.removeAll(passing);
      passing.forEach(Runnable::run);
    }

    void awaitHeld(int count) throws InterruptedException {
      while (waiting.size() < count) {
        Thread.onSpinWait();
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }
  }

  @Test
  void replies_thatMayNotLeave_comeOnceTheyMay_andNothingRunsBehindThem() throws Exception {
    HeldGate gate = new HeldGate();
    host.gate = gate;
    start();
    Caller caller = new Caller();
    caller.out.write(PING);
    gate.awaitHeld(1);
    caller.out.write(RequestEncoder.encode("WRITE"));
    Caller other = new Caller();
    other.out.write(PING);
    gate.awaitHeld(2);
    assertThat(host.executed).as("the second request of the first client waits").hasValue(2);
    gate.pass();
    assertThat(caller.in.read()).isEqualTo(new Reply.Simple("PONG"));
    assertThat(other.in.read()).isEqualTo(new Reply.Simple("PONG"));
    gate.awaitHeld(1);
    gate.pass();
    assertThat(caller.in.read()).isEqualTo(new Reply.Simple("OK"));
  }

  @Test
  void replies_toReads_leaveWhereOnlyWritesAreHeld() throws Exception {
    HeldGate gate = new HeldGate();
    gate.onlyWrites = true;
    host.gate = gate;
    start();
    Caller writer = new Caller();
    writer.out.write(RequestEncoder.encode("WRITE"));
    gate.awaitHeld(1);
    assertThat(new Caller().call("PING")).isEqualTo(new Reply.Simple("PONG"));
    gate.pass();
    assertThat(writer.in.read()).isEqualTo(new Reply.Simple("OK"));
  }

  @Test
  void answerGivenLater_whileEarlierRepliesAreHeld_waitsForWhatItTellsItself() throws Exception {
    HeldGate gate = new HeldGate();
    host.gate = gate;
    start();
    Caller caller = new Caller();
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(PING);
    both.write(RequestEncoder.encode("LATER"));
    caller.out.write(both.toByteArray());
    gate.awaitHeld(1);
    host.deferrals.take().complete(writer -> writer.simple("LATE"));
    gate.pass();
    gate.awaitHeld(1);
    assertThat(caller.socket.getInputStream().available()).isZero();
    gate.pass();
    assertThat(caller.in.read()).isEqualTo(PONG);
    assertThat(caller.in.read()).isEqualTo(new Reply.Simple("LATE"));
  }

  @Test
  void repliesToReads_held_leaveWhenTheGateDoesNotHoldThemAnyMore() throws Exception {
    HeldGate gate = new HeldGate();
    host.gate = gate;
    Transport transport = start();
    Caller reader = new Caller();
    reader.out.write(PING);
    Caller writer = new Caller();
    writer.out.write(RequestEncoder.encode("WRITE"));
    gate.awaitHeld(2);
    gate.onlyWrites = true;
    transport.reconsiderReplies();
    assertThat(reader.in.read()).isEqualTo(PONG);
    assertThat(reader.call("PING")).isEqualTo(PONG);
    assertThat(writer.socket.getInputStream().available()).isZero();
    gate.pass();
    assertThat(writer.in.read()).isEqualTo(new Reply.Simple("OK"));
    assertThat(reader.call("PING")).isEqualTo(PONG);
  }

  @Test
  void client_thatIsToBeClosed_getsItsRepliesFirst_whereTheyAreHeld() throws Exception {
    HeldGate gate = new HeldGate();
    host.gate = gate;
    start();
    Caller caller = new Caller();
    caller.out.write(RequestEncoder.encode("QUIT"));
    gate.awaitHeld(1);
    gate.pass();
    assertThat(caller.in.read()).isEqualTo(new Reply.Simple("OK"));
    assertThat(caller.socket.getInputStream().read()).isEqualTo(-1);
  }
}
