// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.nil;
import static io.radish.testkit.Replies.ok;
import static io.radish.testkit.Replies.simple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.command.Errors;
import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import io.radish.store.StoreValidator;
import io.radish.testkit.SocketPeer;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a socket adds to waiting: pipelines, clients that go, and servers that do. */
@Timeout(120)
final class BlockingSocketTest {
  private final List<SocketPeer> clients = new ArrayList<>();
  private RunningServer server;
  private SocketPeer other;

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    server = RunningServer.start(home);
    other = connect();
  }

  @AfterEach
  void stop() {
    clients.forEach(SocketPeer::close);
    awaitWaiting(0);
    assertThat(StoreValidator.problemsOf(server.store())).isEmpty();
    server.close();
  }

  private SocketPeer connect() {
    SocketPeer client = SocketPeer.connect(server.port(), 2);
    clients.add(client);
    return client;
  }

  private void awaitWaiting(int count) {
    for (int i = 0; server.store().waiting() != count; i++) {
      if (i == 1_000_000) {
        throw new AssertionError(server.store().waiting() + " wait, not " + count);
      }
      Thread.onSpinWait();
    }
  }

  private SocketPeer waiting(String... request) {
    SocketPeer client = connect();
    int before = server.store().waiting();
    client.send(request);
    awaitWaiting(before + 1);
    return client;
  }

  @Test
  void requestsBehindOneThatWaits_waitToo() {
    SocketPeer client = connect();
    client.sendAll("INCR n", "BLPOP k 0", "INCR n", "BLPOP k 0", "INCR n");
    awaitWaiting(1);
    assertThat(client.receive()).isEqualTo(integer(1));
    client.sendAll("PING");
    assertThat(other.run("GET", "n")).isEqualTo(bulk("1"));
    other.run("RPUSH", "k", "a");
    assertThat(client.receive()).isEqualTo(bulks("k", "a"));
    assertThat(client.receive()).isEqualTo(integer(2));
    awaitWaiting(1);
    assertThat(other.run("GET", "n")).isEqualTo(bulk("2"));
    other.run("RPUSH", "k", "b");
    assertThat(client.receive()).isEqualTo(bulks("k", "b"));
    assertThat(client.receive()).isEqualTo(integer(3));
    assertThat(client.receive()).isEqualTo(simple("PONG"));
  }

  @Test
  void pushInAPipeline_servesBeforeTheNextRequestRuns() {
    SocketPeer client = waiting("BLPOP", "k", "0");
    other.sendAll("RPUSH k a", "LLEN k", "LPOP k", "RPUSH k b", "LPOP k");
    assertThat(other.receive()).isEqualTo(integer(1));
    assertThat(other.receive()).isEqualTo(integer(0));
    assertThat(other.receive()).isEqualTo(nil());
    assertThat(other.receive()).isEqualTo(integer(1));
    assertThat(other.receive()).isEqualTo(bulk("b"));
    assertThat(client.receive()).isEqualTo(bulks("k", "a"));
  }

  @Test
  void clientThatHasGone_isNotServed() {
    SocketPeer gone = waiting("BLPOP", "k", "0");
    SocketPeer hungUp = waiting("BLMPOP", "0", "2", "j", "k", "LEFT");
    SocketPeer stays = waiting("BLPOP", "k", "0");
    gone.close();
    hungUp.shutdownOutput();
    assertThatThrownBy(hungUp::receive).isInstanceOf(UncheckedIOException.class);
    awaitWaiting(1);
    other.run("RPUSH", "k", "a", "b");
    assertThat(stays.receive()).isEqualTo(bulks("k", "a"));
    assertThat(other.run("LRANGE", "k", "0", "-1")).isEqualTo(bulks("b"));
  }

  @Test
  void clientThatSendsMuchWhileItWaits_isServedAndThenHeard() {
    SocketPeer client = waiting("BLPOP", "k", "0");
    String long1 = "x".repeat(30_000);
    Thread sender =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    client.send("ECHO", long1);
                  }
                });
    assertThat(other.run("PING")).isEqualTo(simple("PONG"));
    other.run("RPUSH", "k", "a");
    assertThat(client.receive()).isEqualTo(bulks("k", "a"));
    for (int i = 0; i < 100; i++) {
      assertThat(client.receive()).isEqualTo(bulk(long1));
    }
    assertThat(sender).satisfies(Thread::join);
  }

  @Test
  void killedClient_isNotServed() {
    SocketPeer client = connect();
    String id = ((Reply.Int) client.run("CLIENT", "ID")).value() + "";
    client.send("BLPOP", "k", "0");
    awaitWaiting(1);
    assertThat(other.run("CLIENT", "KILL", "ID", id)).isEqualTo(integer(1));
    assertThatThrownBy(client::receive).isInstanceOf(UncheckedIOException.class);
    awaitWaiting(0);
    other.run("RPUSH", "k", "a");
    assertThat(other.run("LLEN", "k")).isEqualTo(integer(1));
  }

  @Test
  void quitAndReset_waitForTheirTurn() {
    SocketPeer client = connect();
    client.sendAll("SELECT 1", "BLPOP k 0", "RESET", "GET k", "QUIT");
    awaitWaiting(1);
    other.run("SET", "k", "text");
    other.run("SELECT", "1");
    other.run("RPUSH", "k", "a");
    assertThat(client.receive()).isEqualTo(ok());
    assertThat(client.receive()).isEqualTo(bulks("k", "a"));
    assertThat(client.receive()).isEqualTo(simple("RESET"));
    assertThat(client.receive()).isEqualTo(bulk("text"));
    assertThat(client.receive()).isEqualTo(ok());
    assertThatThrownBy(client::receive).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void waitingInACache_isServedThere() {
    SocketPeer client = waiting("CACHE", "users", "BLPOP", "k", "0");
    other.run("RPUSH", "k", "elsewhere");
    assertThat(client.isAnswered()).isFalse();
    other.run("CACHE", "users", "RPUSH", "k", "a");
    assertThat(client.receive()).isEqualTo(bulks("k", "a"));
    SocketPeer again = waiting("CACHE", "users", "BLMOVE", "k", "l", "LEFT", "LEFT", "0");
    other.run("DELETECACHE", "users");
    other.run("CACHE", "users", "RPUSH", "k", "b");
    assertThat(again.receive()).isEqualTo(bulk("b"));
    assertThat(other.run("CACHE", "users", "LRANGE", "l", "0", "-1")).isEqualTo(bulks("b"));
  }

  @Test
  void deletedStore_isAnErrorForWhoWaitsInIt() {
    other.run("CREATESTORE", "users", "sessions", "60");
    SocketPeer client = connect();
    client.run("SELECT", "users:sessions");
    client.send("BLPOP", "k", "0");
    awaitWaiting(1);
    other.run("DELETECACHE", "users");
    assertThat(client.receive())
        .isEqualTo(error("UNBLOCKED the store 'users:sessions' was deleted"));
  }

  @Test
  void restoredCache_servesWhoWaitsForItsKeys() {
    other.run("CACHE", "users", "RPUSH", "k", "a", "b");
    assertThat(other.run("BACKUP", "NOW", "users")).isNotInstanceOf(Reply.Failure.class);
    String listed = other.run("BACKUP", "LIST", "users").toText();
    Matcher file = Pattern.compile("cache_users_\\w+\\.json").matcher(listed);
    assertThat(file.find()).as(listed).isTrue();
    other.run("DELETECACHE", "users");
    SocketPeer client = waiting("CACHE", "users", "BLPOP", "k", "0");
    Reply restored = other.run("BACKUP", "RESTORE", file.group());
    assertThat(restored).isNotInstanceOf(Reply.Failure.class);
    assertThat(client.receive()).isEqualTo(bulks("k", "a"));
    assertThat(other.run("CACHE", "users", "LRANGE", "k", "0", "-1")).isEqualTo(bulks("b"));
  }

  @Test
  void silentClient_takesWithoutAnAnswer() {
    SocketPeer client = connect();
    client.sendAll("CLIENT REPLY SKIP", "BLPOP k 0", "PING", "CLIENT REPLY OFF", "BLPOP k 0.01");
    client.sendAll("BLPOP k 0", "CLIENT REPLY ON", "ECHO on");
    awaitWaiting(1);
    other.run("RPUSH", "k", "a");
    assertThat(client.receive()).isEqualTo(simple("PONG"));
    awaitWaiting(1);
    while (other.run("LLEN", "k").equals(integer(0)) && !client.isAnswered()) {
      other.run("RPUSH", "k", "b");
    }
    assertThat(client.receive()).isEqualTo(ok());
    assertThat(client.receive()).isEqualTo(bulk("on"));
  }

  @Test
  void largeElements_areServedWhole() {
    String large = "v".repeat(3_000_000);
    SocketPeer client = waiting("BLMPOP", "0", "1", "k", "LEFT", "COUNT", "10");
    other.run("RPUSH", "k", large, "small", large);
    assertThat(client.receive()).isEqualTo(array(bulk("k"), bulks(large, "small", large)));
  }

  @Test
  void commandTooLongToWait_isRefused() {
    String key = "k".repeat(1_100_000);
    assertThat(other.run("BLPOP", key, "0")).isEqualTo(error(Errors.TOO_LONG_TO_WAIT));
    other.run("RPUSH", key, "a");
    assertThat(other.run("BLPOP", key, "0")).isEqualTo(bulks(key, "a"));
  }

  @Test
  void serverThatStops_closesThoseWhoWait() {
    SocketPeer client = waiting("BLPOP", "k", "0");
    assertThat(server.stop()).isZero();
    assertThatThrownBy(client::receive).isInstanceOf(UncheckedIOException.class);
  }

  /** Many that push, many that wait for a moment, some that leave: nothing is lost or doubled. */
  @Test
  void everyElement_goesToOneClientOrStays() throws Exception {
    int pushers = 2;
    int each = 3_000;
    ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
    List<Callable<Void>> work = new ArrayList<>();
    for (int i = 0; i < pushers; i++) {
      int number = i;
      SocketPeer client = connect();
      work.add(() -> push(client, number, each));
    }
    for (int i = 0; i < 6; i++) {
      SocketPeer client = connect();
      Random random = new Random(i);
      work.add(() -> take(client, random, taken, pushers * each));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> done : threads.invokeAll(work)) {
        done.get();
      }
    }
    assertThat(taken).hasSize(pushers * each).doesNotHaveDuplicates();
    assertThat(other.run("EXISTS", "a", "b", "c")).isEqualTo(integer(0));
  }

  private static Void push(SocketPeer client, int number, int count) {
    Random random = new Random(number);
    for (int i = 0; i < count; i++) {
      String key = random.nextInt(3) == 0 ? "a" : random.nextBoolean() ? "b" : "c";
      client.run("RPUSH", key, number + "-" + i);
    }
    return null;
  }

  private static Void take(
      SocketPeer client, Random random, ConcurrentLinkedQueue<String> taken, int all) {
    String[][] requests = {
      {"BLPOP", "a", "b", "c", "0.001"},
      {"BRPOP", "c", "b", "a", "0.003"},
      {"BLMPOP", "0.002", "3", "b", "c", "a", "LEFT", "COUNT", "3"},
    };
    while (taken.size() < all) {
      if (client.run(requests[random.nextInt(3)]) instanceof Reply.Array found) {
        for (Reply item : found.items().subList(1, found.items().size())) {
          List<Reply> elements =
              item instanceof Reply.Array several ? several.items() : List.of(item);
          elements.forEach(element -> taken.add(((Reply.Bulk) element).text()));
        }
      }
    }
    return null;
  }
}
