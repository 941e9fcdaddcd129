// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.ok;
import static io.radish.testkit.Replies.simple;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import io.radish.resp.RequestEncoder;
import io.radish.testkit.SocketPeer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What sockets add to transactions: threads that race, clients that go, requests in pieces. */
@Timeout(120)
final class TransactionSocketTest {
  private static final int CLIENTS = 4;
  private static final int INCREMENTS = 200;
  private static final Reply QUEUED = simple("QUEUED");

  private RunningServer server;
  private SocketPeer peer;

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    server = RunningServer.start(home, "--backup-interval", "0", "--io-threads", "2");
    peer = connect();
  }

  @AfterEach
  void stop() {
    peer.close();
    server.close();
  }

  private SocketPeer connect() {
    return SocketPeer.connect(server.port(), 2);
  }

  @Test
  void incrementsByWatching_ofSeveralClients_loseNone() throws Exception {
    peer.run("SET", "n", "0");
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        all.add(threads.submit(this::increment));
      }
      for (Future<Integer> each : all) {
        assertThat(each.get()).isGreaterThanOrEqualTo(INCREMENTS);
      }
    }
    assertThat(peer.run("GET", "n")).isEqualTo(bulk(Integer.toString(CLIENTS * INCREMENTS)));
  }

  /** Adds one so many times; how many times it was tried. */
  private int increment() {
    int tries = 0;
    try (SocketPeer own = connect()) {
      for (int done = 0; done < INCREMENTS; tries++) {
        own.run("WATCH", "n");
        long value = Long.parseLong(((Reply.Bulk) own.run("GET", "n")).text());
        own.run("MULTI");
        own.run("SET", "n", Long.toString(value + 1));
        Reply reply = own.run("EXEC");
        if (reply instanceof Reply.Array) {
          assertThat(reply).isEqualTo(array(ok()));
          done++;
        }
      }
    }
    return tries;
  }

  @Test
  void transactionInOnePacket_andInPiecesOfAByte_isTheSame() {
    String requests =
        new String(RequestEncoder.encode("MULTI"), StandardCharsets.ISO_8859_1)
            + new String(RequestEncoder.encode("INCR", "n"), StandardCharsets.ISO_8859_1)
            + new String(RequestEncoder.encode("GET", "n"), StandardCharsets.ISO_8859_1)
            + new String(RequestEncoder.encode("EXEC"), StandardCharsets.ISO_8859_1);
    for (int piece : new int[] {requests.length(), 1}) {
      peer.run("SET", "n", "1");
      for (int at = 0; at < requests.length(); at += piece) {
        peer.sendRaw(requests.substring(at, at + piece));
      }
      assertThat(peer.receive()).isEqualTo(ok());
      assertThat(peer.receive()).isEqualTo(QUEUED);
      assertThat(peer.receive()).isEqualTo(QUEUED);
      assertThat(peer.receive()).isEqualTo(array(integer(2), bulk("2")));
    }
  }

  @Test
  void clientThatGoes_runsNothingOfWhatItQueued() {
    SocketPeer going = connect();
    going.run("WATCH", "w");
    going.run("MULTI");
    going.run("SET", "k", "v");
    going.close();
    while (!((Reply.Bulk) peer.run("INFO", "clients")).text().contains("connected_clients:1\r")) {
      Thread.onSpinWait();
    }
    assertThat(peer.run("EXISTS", "k")).isEqualTo(integer(0));
  }

  @Test
  void largeRepliesAndRequests_comeWhole() {
    String large = "x".repeat(5 << 20);
    peer.run("MULTI");
    for (int i = 0; i < 4; i++) {
      assertThat(peer.run("SET", "k" + i, large + i)).isEqualTo(QUEUED);
      assertThat(peer.run("GET", "k" + i)).isEqualTo(QUEUED);
      assertThat(peer.run("SET", "k" + i, "small")).isEqualTo(QUEUED);
    }
    Reply.Array replies = (Reply.Array) peer.run("EXEC");
    assertThat(replies.items()).hasSize(12);
    for (int i = 0; i < 4; i++) {
      assertThat(replies.items().get(3 * i + 1)).isEqualTo(bulk(large + i));
      assertThat(peer.run("GET", "k" + i)).isEqualTo(bulk("small"));
    }
  }

  @Test
  void queueBeyondTheLimit_isRefusedAndTheConnectionStays() {
    assertThat(peer.run("CONFIG", "SET", "client-query-buffer-limit", "1048576")).isEqualTo(ok());
    try (SocketPeer late = connect()) {
      late.run("MULTI");
      Reply reply = QUEUED;
      int queued = 0;
      for (; reply.equals(QUEUED) && queued < 200; queued++) {
        reply = late.run("SET", "k", "x".repeat(10_000));
      }
      assertThat(queued).isBetween(90, 120);
      assertThat(reply.toText()).contains("client-query-buffer-limit");
      assertThat(late.run("EXEC").toText()).contains("EXECABORT");
      assertThat(late.run("PING")).isEqualTo(simple("PONG"));
    }
  }

  @Test
  void pausedTransaction_runsWhenThePauseIsOver() {
    try (SocketPeer writer = connect()) {
      writer.run("MULTI");
      writer.run("SET", "k", "v");
      assertThat(peer.run("CLIENT", "PAUSE", "100000", "WRITE")).isEqualTo(ok());
      writer.send("EXEC");
      assertThat(peer.run("EXISTS", "k")).isEqualTo(integer(0));
      assertThat(peer.run("CLIENT", "UNPAUSE")).isEqualTo(ok());
      assertThat(writer.receive()).isEqualTo(array(ok()));
    }
  }
}
