// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.resp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions of a server that is killed: whole ones are there afterwards, or nothing of them. */
@Timeout(300)
final class TransactionCrashTest {
  private static final List<String> CACHES = List.of("default_store", "users", "orders", "5");
  private static final int ANSWERED = 300;

  @TempDir private Path home;

  private ServerProcess start(String fsync) throws Exception {
    return ServerProcess.start(
        home, "--appendonly", "yes", "--appendfsync", fsync, "--backup-interval", "0");
  }

  /** Sets the same number in several caches, pushes it to a list, and deletes the one before. */
  private static void addTransaction(Wire wire, int number) throws IOException {
    String text = Integer.toString(number);
    wire.add(List.of("MULTI"));
    for (String cache : CACHES) {
      wire.add(List.of("CACHE", cache, "SET", "k", text));
    }
    wire.add(List.of("CACHE", "users", "RPUSH", "list", text));
    wire.add(List.of("CACHE", "orders", "SET", "only:" + text, "x".repeat(number % 5 * 9_000)));
    wire.add(List.of("CACHE", "orders", "DEL", "only:" + (number - 1)));
    wire.add(List.of("EXEC"));
  }

  private static final int REPLIES = CACHES.size() + 5;

  @ParameterizedTest
  @ValueSource(strings = {"always", "everysec"})
  void killedServer_hasEachTransactionWholeOrNot(String fsync) throws Exception {
    int answered = 0;
    try (ServerProcess server = start(fsync);
        Wire wire = server.connect()) {
      // Far more than are answered when it is killed.
      for (int i = 1; i <= 20 * ANSWERED; i++) {
        addTransaction(wire, i);
        if (i % 20 == 0) {
          wire.flush();
        }
        if (i > 100) {
          answered += readOne(wire);
        }
        if (answered == ANSWERED) {
          break;
        }
      }
      server.kill();
    }
    try (ServerProcess server = start(fsync);
        Wire wire = server.connect()) {
      List<String> numbers = new ArrayList<>();
      for (String cache : CACHES) {
        numbers.add(wire.text("CACHE", cache, "GET", "k"));
      }
      String number = numbers.getFirst();
      assertThat(numbers).containsOnly(number);
      assertThat(wire.text("CACHE", "users", "LLEN", "list")).isEqualTo(number);
      assertThat(wire.text("CACHE", "users", "LINDEX", "list", "-1")).isEqualTo(number);
      assertThat(wire.text("CACHE", "orders", "STRLEN", "only:" + number))
          .isEqualTo(Integer.toString(Integer.parseInt(number) % 5 * 9_000));
      assertThat(wire.text("CACHE", "orders", "DBSIZE")).isEqualTo("2");
      if (fsync.equals("always")) {
        assertThat(Integer.parseInt(number)).isGreaterThanOrEqualTo(answered);
      }
    }
  }

  private static int readOne(Wire wire) throws IOException {
    for (int i = 1; i < REPLIES; i++) {
      assertThat(Wire.text(wire.read())).isIn("OK", "QUEUED");
    }
    assertThat(((Reply.Array) wire.read()).items()).hasSize(REPLIES - 2);
    return 1;
  }

  @Test
  void wholeCachesThatATransactionMadeAndDeleted_areAsItLeftThem() throws Exception {
    String before;
    try (ServerProcess server = start("always");
        Wire wire = server.connect()) {
      wire.run("CREATESTORE", "users", "sessions", "100");
      wire.run("CACHE", "users:sessions", "SET", "old", "v");
      wire.run("CACHE", "gone", "SET", "old", "v");
      wire.run("SET", "default", "v");
      wire.run("MULTI");
      wire.run("DELETESTORE", "users", "sessions");
      wire.run("CREATESTORE", "users", "sessions", "5000");
      wire.run("CACHE", "users:sessions", "SET", "new", "v");
      wire.run("DELETECACHE", "gone");
      wire.run("CACHE", "gone", "RPUSH", "list", "a", "b");
      wire.run("CACHE", "fresh", "SET", "k", "v");
      wire.run("SWAPDB", "0", "2");
      wire.run("SET", "default", "w");
      wire.run("CREATECACHE", "empty");
      Reply.Array replies = (Reply.Array) wire.run("EXEC");
      assertThat(replies.items()).hasSize(9).noneMatch(Reply.Failure.class::isInstance);
      before = state(wire);
      server.kill();
    }
    try (ServerProcess server = start("always");
        Wire wire = server.connect()) {
      assertThat(state(wire)).isEqualTo(before);
    }
  }

  private static String state(Wire wire) throws IOException {
    StringBuilder all = new StringBuilder();
    all.append(wire.text("LISTCACHES")).append('\n').append(wire.text("LISTSTORES", "users"));
    for (String cache : List.of("default_store", "2", "users:sessions", "gone", "fresh")) {
      all.append('\n').append(cache).append(": ").append(wire.text("CACHEGETALL", cache));
    }
    return all.toString();
  }
}
