// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.nil;
import static io.radish.testkit.Replies.ok;
import static io.radish.testkit.Replies.simple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import io.radish.testkit.SocketPeer;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients on several loops that publish and listen at once, over sockets. */
@Timeout(180)
class PubSubTest {
  @TempDir private Path home;
  private final List<SocketPeer> peers = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        RunningServer.start(
            home, "--io-threads", "4", "--backup-interval", "0", "--appendonly", "no");
  }

  @AfterEach
  void stop() {
    peers.forEach(SocketPeer::close);
    threads.shutdownNow();
    server.close();
  }

  private SocketPeer connect(int protocol) {
    SocketPeer peer = SocketPeer.connect(server.port(), protocol);
    peers.add(peer);
    return peer;
  }

  private SocketPeer subscribed(int protocol, String... request) {
    SocketPeer peer = connect(protocol);
    peer.run(request);
    return peer;
  }

  /** The parts of a message, which is a push in RESP3 and an array in RESP2. */
  private static List<Reply> parts(Reply reply) {
    return switch (reply) {
      case Reply.Push push -> push.items();
      case Reply.Array array -> array.items();
      default -> throw new AssertionError("no message: " + reply);
    };
  }

  private static String last(Reply reply) {
    return ((Reply.Bulk) parts(reply).getLast()).text();
  }

  private static String info(SocketPeer asker, String... request) {
    return ((Reply.Bulk) asker.run(request)).text();
  }

  // ---- order ----

  @Test
  void severalPublishers_reachAllSubscribersInOneOrder() throws Exception {
    int publishers = 4;
    int each = 500;
    List<Future<List<String>>> heard = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      SocketPeer listener = subscribed(2 + i % 2, "SUBSCRIBE", "ch");
      heard.add(threads.submit(reading(listener, publishers * each)));
    }
    SocketPeer byPattern = subscribed(2, "PSUBSCRIBE", "c?");
    Future<List<String>> patternHeard = threads.submit(reading(byPattern, publishers * each));
    List<Future<?>> publishing = new ArrayList<>();
    for (int p = 0; p < publishers; p++) {
      SocketPeer publisher = connect(2);
      String name = "p" + p + ":";
      publishing.add(threads.submit(() -> publish(publisher, name, each, 7)));
    }
    for (Future<?> one : publishing) {
      one.get();
    }
    List<String> first = heard.getFirst().get();
    for (Future<List<String>> other : heard) {
      assertThat(other.get()).isEqualTo(first);
    }
    assertInOrderOfEach(first, publishers, each);
    assertInOrderOfEach(patternHeard.get(), publishers, each);
  }

  private static Callable<List<String>> reading(SocketPeer listener, int count) {
    return () -> {
      List<String> heard = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        heard.add(last(listener.receive()));
      }
      return heard;
    };
  }

  private static void publish(SocketPeer publisher, String name, int count, int receivers) {
    String[] lines = new String[count];
    for (int i = 0; i < count; i++) {
      lines[i] = "PUBLISH ch " + name + i;
    }
    publisher.sendAll(lines);
    for (int i = 0; i < count; i++) {
      assertThat(publisher.receive()).isEqualTo(integer(receivers));
    }
  }

  private static void assertInOrderOfEach(List<String> heard, int publishers, int each) {
    Map<String, Integer> next = new HashMap<>();
    for (String message : heard) {
      String[] parts = message.split(":", -1);
      int expected = next.merge(parts[0], 1, Integer::sum) - 1;
      assertThat(Integer.parseInt(parts[1])).as(parts[0]).isEqualTo(expected);
    }
    assertThat(next).hasSize(publishers).allSatisfy((name, count) -> assertEach(count, each));
  }

  private static void assertEach(int count, int each) {
    assertThat(count).isEqualTo(each);
  }

  // ---- coming and going while messages pour ----

  /** Publishes to {@code x} on a thread of its own until told to stop. */
  private Future<?> pour(AtomicBoolean stop) {
    SocketPeer publisher = connect(2);
    String[] lines = new String[50];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = "PUBLISH x message" + i;
    }
    return threads.submit(
        () -> {
          while (!stop.get()) {
            publisher.sendAll(lines);
            for (int i = 0; i < lines.length; i++) {
              publisher.receive();
            }
          }
        });
  }

  @Test
  void whoHasLeft_isSentNothingBehindTheConfirmation() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    Future<?> pouring = pour(stop);
    SocketPeer comesAndGoes = connect(2);
    for (int i = 0; i < 300; i++) {
      comesAndGoes.send("SUBSCRIBE", "x");
      assertThat(parts(comesAndGoes.receive()).getFirst()).isEqualTo(bulk("subscribe"));
      comesAndGoes.receive();
      comesAndGoes.send(i % 3 == 0 ? "RESET" : "UNSUBSCRIBE");
      Reply reply = comesAndGoes.receive();
      while (!isLeaving(reply)) {
        assertThat(parts(reply).getFirst()).isEqualTo(bulk("message"));
        reply = comesAndGoes.receive();
      }
      assertThat(comesAndGoes.run("PING")).isEqualTo(simple("PONG"));
      assertThat(comesAndGoes.run("GET", "missing")).isEqualTo(nil());
    }
    stop.set(true);
    pouring.get();
  }

  private static boolean isLeaving(Reply reply) {
    return reply.equals(simple("RESET")) || parts(reply).getFirst().equals(bulk("unsubscribe"));
  }

  @Test
  void protocolThatIsChanged_changesTheMessagesWithTheReply() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    Future<?> pouring = pour(stop);
    SocketPeer client = connect(2);
    for (int i = 0; i < 100; i++) {
      client.run("HELLO", "3");
      client.run("SUBSCRIBE", "x");
      client.send("HELLO", "2");
      Reply reply = client.receive();
      while (reply instanceof Reply.Push) {
        reply = client.receive();
      }
      assertThat(parts(reply).getFirst()).isEqualTo(bulk("server"));
      assertThat(parts(client.receive()).getFirst()).isEqualTo(bulk("message"));
      client.send("UNSUBSCRIBE", "x");
      do {
        reply = client.receive();
        assertThat(reply).isInstanceOf(Reply.Array.class);
      } while (!parts(reply).getFirst().equals(bulk("unsubscribe")));
    }
    stop.set(true);
    pouring.get();
  }

  @Test
  void largeMessages_andReplies_doNotComeApart() throws Exception {
    SocketPeer client = subscribed(3, "SUBSCRIBE", "large");
    SocketPeer publisher = connect(2);
    String value = "v".repeat(100_000);
    String message = "m".repeat(3_000_000);
    publisher.run("SET", "k", value);
    Future<?> publishing =
        threads.submit(
            () -> {
              for (int i = 0; i < 6; i++) {
                assertThat(publisher.run("PUBLISH", "large", message)).isEqualTo(integer(1));
              }
            });
    int replies = 0;
    int messages = 0;
    for (int i = 0; i < 100; i++) {
      client.send("GET", "k");
    }
    while (replies < 100 || messages < 6) {
      Reply reply = client.receive();
      if (reply instanceof Reply.Push push) {
        assertThat(push.items().getLast()).isEqualTo(bulk(message));
        messages++;
      } else {
        assertThat(reply).isEqualTo(bulk(value));
        replies++;
      }
    }
    publishing.get();
  }

  @Test
  void ownMessage_comesRightBehindTheReply_inThePipeline() {
    SocketPeer client = subscribed(3, "SUBSCRIBE", "x");
    client.sendAll("PUBLISH x a", "PING", "PUBLISH x b", "ECHO c");
    assertThat(client.receive()).isEqualTo(integer(1));
    assertThat(last(client.receive())).isEqualTo("a");
    assertThat(client.receive()).isEqualTo(simple("PONG"));
    assertThat(client.receive()).isEqualTo(integer(1));
    assertThat(last(client.receive())).isEqualTo("b");
    assertThat(client.receive()).isEqualTo(bulk("c"));
  }

  @Test
  void messages_comeWhileACommandWaits() {
    SocketPeer client = subscribed(3, "SUBSCRIBE", "x");
    SocketPeer other = connect(2);
    client.send("BLPOP", "l", "0");
    while (server.store().waiting() == 0) {
      Thread.onSpinWait();
    }
    other.run("PUBLISH", "x", "m");
    assertThat(last(client.receive())).isEqualTo("m");
    other.run("RPUSH", "l", "e");
    assertThat(last(client.receive())).isEqualTo("e");
  }

  // ---- those who do not read, and those who go ----

  @Test
  void subscriberThatDoesNotRead_isCutOff_andNobodyElse() throws Exception {
    SocketPeer admin = connect(2);
    admin.run("CONFIG", "SET", "client-output-buffer-limit", "pubsub 1048576 0 0");
    subscribed(2, "SUBSCRIBE", "x");
    SocketPeer reads = subscribed(2, "SUBSCRIBE", "x");
    String message = "x".repeat(8_000);
    int sent = 0;
    long receivers = 2;
    while (receivers == 2) {
      receivers = ((Reply.Int) admin.run("PUBLISH", "x", message)).value();
      assertThat(last(reads.receive())).isEqualTo(message);
      assertThat(++sent).as("messages until the slow one is cut off").isLessThan(100_000);
    }
    assertThat(receivers).isEqualTo(1);
    assertThat(info(admin, "CLIENT", "LIST", "TYPE", "pubsub").lines()).hasSize(1);
    assertThat(admin.run("PUBLISH", "x", "last")).isEqualTo(integer(1));
    assertThat(last(reads.receive())).isEqualTo("last");
  }

  @Test
  void subscriberThatStaysPastTheSoftLimit_isCutOff() {
    SocketPeer admin = connect(2);
    admin.run("CONFIG", "SET", "client-output-buffer-limit", "pubsub 0 1048576 1");
    subscribed(2, "SUBSCRIBE", "x");
    String message = "x".repeat(1_000_000);
    for (int i = 0; i < 30; i++) {
      admin.run("PUBLISH", "x", message);
    }
    while (!admin.run("PUBLISH", "x", "m").equals(integer(0))) {
      Thread.onSpinWait();
    }
    assertThat(info(admin, "CLIENT", "LIST", "TYPE", "pubsub")).isEmpty();
  }

  @Test
  void whoIsGone_leavesNothingBehind() {
    SocketPeer admin = connect(2);
    for (int protocol = 2; protocol <= 3; protocol++) {
      SocketPeer goes = connect(protocol);
      for (int i = 0; i < 500; i++) {
        goes.run("SUBSCRIBE", "channel" + i);
      }
      goes.run("PSUBSCRIBE", "p*");
      goes.run("SSUBSCRIBE", "s");
      assertThat(info(admin, "INFO", "stats"))
          .contains("pubsub_channels:500\r\n")
          .contains("pubsub_patterns:1\r\n")
          .contains("pubsubshard_channels:1\r\n");
      goes.close();
      while (!info(admin, "INFO", "stats").contains("pubsub_patterns:0\r\n")
          || !info(admin, "INFO", "stats").contains("pubsubshard_channels:0\r\n")) {
        Thread.onSpinWait();
      }
      assertThat(admin.run("PUBSUB", "CHANNELS")).isEqualTo(new Reply.Array(List.of()));
    }
  }

  @Test
  void killedListener_isNoReceiver_fromTheAnswerOn() {
    SocketPeer admin = connect(2);
    for (int i = 0; i < 100; i++) {
      SocketPeer listener = subscribed(2, "SUBSCRIBE", "news");
      assertThat(admin.run("CLIENT", "KILL", "TYPE", "PUBSUB")).isEqualTo(integer(1));
      assertThat(admin.run("PUBSUB", "NUMSUB", "news").toString()).doesNotContain("1");
      assertThat(admin.run("PUBLISH", "news", "hello")).isEqualTo(integer(0));
      listener.close();
    }
  }

  @Test
  void clientList_showsWhoListensToWhat_andKillClosesThem() {
    SocketPeer admin = connect(2);
    SocketPeer listens = connect(2);
    listens.run("CLIENT", "SETNAME", "listener");
    listens.run("SUBSCRIBE", "a");
    listens.run("SUBSCRIBE", "b".repeat(50_000));
    listens.run("PSUBSCRIBE", "c*");
    listens.run("SSUBSCRIBE", "d");
    String shown = info(admin, "CLIENT", "LIST", "TYPE", "pubsub");
    assertThat(shown)
        .containsPattern("name=listener .*flags=P db=0 sub=2 psub=1 ssub=1 ")
        .hasLineCount(1);
    assertThat(figure(shown, "tot-mem") - figure(shown, "qbuf") - figure(shown, "omem"))
        .as("the names, and what keeping them takes")
        .isBetween(50_003L, 60_000L);
    assertThat(info(admin, "CLIENT", "LIST", "TYPE", "normal")).doesNotContain("listener");
    assertThat(admin.run("CLIENT", "KILL", "TYPE", "normal")).isEqualTo(integer(0));
    assertThat(admin.run("CLIENT", "KILL", "TYPE", "pubsub")).isEqualTo(integer(1));
    assertThatThrownBy(listens::receive).isInstanceOf(UncheckedIOException.class);
  }

  private static long figure(String line, String field) {
    Matcher figure = Pattern.compile(" " + field + "=(\\d+)").matcher(line);
    assertThat(figure.find()).isTrue();
    return Long.parseLong(figure.group(1));
  }

  @Test
  void publishing_waitsInAPauseOfWrites() {
    SocketPeer admin = connect(2);
    SocketPeer listens = subscribed(2, "SUBSCRIBE", "x");
    SocketPeer publisher = connect(2);
    admin.run("CLIENT", "PAUSE", "100000000", "WRITE");
    publisher.send("PUBLISH", "x", "m");
    while (!info(admin, "INFO", "clients").contains("blocked_clients:1\r\n")) {
      Thread.onSpinWait();
    }
    admin.run("CLIENT", "UNPAUSE");
    assertThat(publisher.receive()).isEqualTo(integer(1));
    assertThat(last(listens.receive())).isEqualTo("m");
  }

  // ---- what happens to keys ----

  @Test
  void notices_nameTheCache_andComeInOrderOfTheChanges() throws Exception {
    SocketPeer admin = connect(2);
    admin.run("CONFIG", "SET", "notify-keyspace-events", "KEA");
    SocketPeer listens = subscribed(2, "PSUBSCRIBE", "__key*__:*");
    admin.run("CACHE", "users", "SET", "k", "v");
    assertThat(heard(listens, 2))
        .containsExactly("__keyspace@users__:k set", "__keyevent@users__:set k");
    admin.run("SELECT", "3");
    admin.run("SET", "k", "v");
    assertThat(heard(listens, 2)).containsExactly("__keyspace@3__:k set", "__keyevent@3__:set k");
    admin.run("CREATESTORE", "users", "temp", "60");
    admin.run("CACHE", "users:temp", "SET", "k", "v");
    assertThat(heard(listens, 2))
        .containsExactly("__keyspace@users:temp__:k set", "__keyevent@users:temp__:set k");
    admin.run("COPY", "k", "k", "DB", "users", "REPLACE");
    assertThat(heard(listens, 2))
        .containsExactly("__keyspace@users__:k copy_to", "__keyevent@users__:copy_to k");
    admin.run("CACHESET", "users", "j", "v");
    admin.run("CACHEDEL", "users", "j");
    assertThat(heard(listens, 4))
        .containsExactly(
            "__keyspace@users__:j set",
            "__keyevent@users__:set j",
            "__keyspace@users__:j del",
            "__keyevent@users__:del j");
  }

  private static List<String> heard(SocketPeer listens, int count) {
    List<String> heard = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Reply> parts = parts(listens.receive());
      heard.add(((Reply.Bulk) parts.get(2)).text() + " " + last(new Reply.Array(parts)));
    }
    return heard;
  }

  @Test
  void notices_ofOneKey_comeInTheOrderOfItsChanges_whoeverMakesThem() throws Exception {
    SocketPeer admin = connect(2);
    admin.run("CONFIG", "SET", "notify-keyspace-events", "Kgl");
    SocketPeer listens = subscribed(2, "SUBSCRIBE", "__keyspace@0__:l");
    List<Future<?>> changing = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      SocketPeer changer = connect(2);
      changing.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 300; i++) {
                  changer.run(i % 2 == 0 ? "LPUSH" : "LPOP", "l", i % 2 == 0 ? "e" : "1");
                }
              }));
    }
    for (Future<?> one : changing) {
      one.get();
    }
    admin.run("DEL", "l");
    admin.run("PUBLISH", "__keyspace@0__:l", "end");
    int length = 0;
    String event = last(listens.receive());
    while (!event.equals("end")) {
      switch (event) {
        case "lpush" -> length++;
        case "lpop" -> length--;
        case "del" -> assertThat(length).isZero();
        default -> throw new AssertionError(event);
      }
      assertThat(length).isNotNegative();
      event = last(listens.receive());
    }
  }

  @Test
  void expiry_isToldOf_byWhomeverItIsNoticed() {
    SocketPeer admin = connect(2);
    admin.run("CONFIG", "SET", "notify-keyspace-events", "Ex");
    SocketPeer listens = subscribed(3, "SUBSCRIBE", "__keyevent@0__:expired");
    admin.run("SET", "passed", "v", "PX", "1");
    assertThat(last(listens.receive())).isEqualTo("passed");
    assertThat(admin.run("SET", "late", "v", "PXAT", "1000")).isEqualTo(ok());
    assertThat(last(listens.receive())).isEqualTo("late");
  }
}
