// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.radish.command.Call;
import io.radish.command.ClientPause;
import io.radish.command.LongWork;
import io.radish.command.Peer;
import io.radish.command.ServerControl;
import io.radish.command.Supervision;
import io.radish.memory.ByteView;
import io.radish.rdb.DumpPayload;
import io.radish.resp.Reply;
import io.radish.resp.ReplyReader;
import io.radish.resp.RequestEncoder;
import io.radish.store.Key;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.ShardLocks;
import io.radish.store.Store;
import io.radish.value.Entry;
import io.radish.value.RecordLayout;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Moves keys to another server: each is restored there and, once that has said so, deleted here.
 *
 * <p>Redis does nothing else meanwhile; here those who change data wait, so that no change is lost,
 * and all others are served. What a failure leaves undone stays here.
 */
final class Migration {
  /** The answer where none of the keys is there. */
  static final String NO_KEY = "NOKEY";

  private static final int CHUNK_BYTES = 64 << 10;
  private static final int MOST_PORT = 65_535;

  /**
   * What is wanted.
   *
   * @param timeoutMillis how long nothing may move
   * @param login a password, or a name and a password; none for no login
   * @param keys those that are there
   */
  record Plan(
      String host,
      int port,
      long database,
      int timeoutMillis,
      boolean copy,
      boolean replace,
      List<byte[]> login,
      List<byte[]> keys) {}

  /** The target answered with an error. */
  private static final class TargetException extends Exception {
    private static final long serialVersionUID = 1L;

    TargetException(String words) {
      super(words);
    }
  }

  private final Store store;
  private final KeyspaceName keyspace;
  private final ServerControl server;
  private final Supervision supervision;
  private final Plan plan;

  /** When something moved last. */
  private volatile long progressNanos;

  /** What was being done, in Redis' words. */
  private String doing = "connecting";

  Migration(Call call, Plan plan) {
    this.store = call.store();
    this.keyspace = call.keyspaceName();
    this.server = call.server();
    this.supervision = call.services().supervision();
    this.plan = plan;
  }

  /** A port as it was written; 0, to which nothing connects, where it is none. */
  static int port(String text) {
    return text.matches("\\d{1,5}") && Integer.parseInt(text) <= MOST_PORT
        ? Integer.parseInt(text)
        : 0;
  }

  /** Does it, in the background. */
  LongWork.Outcome run() throws InterruptedException {
    supervision.pause(ClientPause.Scope.WRITES, Long.MAX_VALUE);
    try {
      server.awaitRequests();
      return move();
    } finally {
      supervision.unpause();
      server.resumeClients();
    }
  }

  private LongWork.Outcome move() {
    int sent = 0;
    ScheduledExecutorService watch =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("migration-watch").factory());
    try (Peer peer = server.connect(plan.host(), plan.port(), plan.timeoutMillis())) {
      progressNanos = System.nanoTime();
      long period = Math.clamp(plan.timeoutMillis() / 4, 1, 1000);
      var _ =
          watch.scheduleAtFixedRate(
              () -> closeIfStuck(peer), period, period, TimeUnit.MILLISECONDS);
      OutputStream out = new BufferedOutputStream(peer.out(), CHUNK_BYTES);
      ReplyReader replies = new ReplyReader(peer.in());
      greet(out, replies);
      for (byte[] key : plan.keys()) {
        sent += send(key, out, replies) ? 1 : 0;
      }
    } catch (TargetException e) {
      return new LongWork.Refused("ERR Target instance replied with error: " + e.getMessage());
    } catch (IOException e) {
      return new LongWork.Refused(
          doing.equals("connecting")
              ? "IOERR error or timeout connecting to the client"
              : "IOERR error or timeout " + doing + " to target instance");
    } finally {
      watch.shutdownNow();
    }
    return sent == 0
        ? new LongWork.Done(reply -> reply.simple(NO_KEY))
        : new LongWork.Done(reply -> reply.ok());
  }

  /** A peer that takes nothing would hold a write for ever. */
  private void closeIfStuck(Peer peer) {
    long idle = System.nanoTime() - progressNanos;
    if (idle > TimeUnit.MILLISECONDS.toNanos(plan.timeoutMillis())) {
      try {
        peer.close();
      } catch (IOException e) {
        // It is closed, or the end of the migration closes it.
      }
    }
  }

  private void greet(OutputStream out, ReplyReader replies) throws IOException, TargetException {
    if (!plan.login().isEmpty()) {
      List<byte[]> words = new ArrayList<>(plan.login());
      words.addFirst("AUTH".getBytes(US_ASCII));
      ask(out, replies, RequestEncoder.encode(words.toArray(new byte[0][])));
    }
    ask(out, replies, RequestEncoder.encode("SELECT", Long.toString(plan.database())));
  }

  private void ask(OutputStream out, ReplyReader replies, byte[] request)
      throws IOException, TargetException {
    doing = "writing";
    out.write(request);
    expectOk(out, replies);
  }

  private void expectOk(OutputStream out, ReplyReader replies) throws IOException, TargetException {
    out.flush();
    progressNanos = System.nanoTime();
    doing = "reading";
    Reply reply = replies.read();
    progressNanos = System.nanoTime();
    if (reply instanceof Reply.Failure failure) {
      throw new TargetException(failure.message());
    }
  }

  /** Moves one key; false where it is gone. */
  private boolean send(byte[] key, OutputStream out, ReplyReader replies)
      throws IOException, TargetException {
    Dump dump = dump(key);
    if (dump == null) {
      return false;
    }
    try (DumpPayload payload = dump.payload()) {
      doing = "writing";
      write(key, dump.ttlMillis(), payload.bytes(new ByteView()), out);
      expectOk(out, replies);
    }
    if (!plan.copy()) {
      delete(key);
    }
    return true;
  }

  private void write(byte[] key, long ttlMillis, ByteView value, OutputStream out)
      throws IOException {
    out.write(("*" + (plan.replace() ? 5 : 4) + "\r\n$7\r\nRESTORE\r\n").getBytes(US_ASCII));
    bulk(key, out);
    bulk(Long.toString(ttlMillis).getBytes(US_ASCII), out);
    out.write(("$" + value.length() + "\r\n").getBytes(US_ASCII));
    byte[] chunk = new byte[Math.min(CHUNK_BYTES, value.length())];
    for (int at = 0; at < value.length(); at += chunk.length) {
      int count = Math.min(chunk.length, value.length() - at);
      value.copyTo(at, chunk, 0, count);
      out.write(chunk, 0, count);
      progressNanos = System.nanoTime();
    }
    out.write("\r\n".getBytes(US_ASCII));
    if (plan.replace()) {
      bulk("REPLACE".getBytes(US_ASCII), out);
    }
  }

  private static void bulk(byte[] bytes, OutputStream out) throws IOException {
    out.write(("$" + bytes.length + "\r\n").getBytes(US_ASCII));
    out.write(bytes);
    out.write("\r\n".getBytes(US_ASCII));
  }

  // ---- in the store ----

  private record Dump(DumpPayload payload, long ttlMillis) {}

  private @Nullable Dump dump(byte[] key) {
    Key at = store.newKey().set(key, 0, key.length);
    ShardLocks locks = store.newLocks();
    locks.add(at);
    locks.acquireUninterruptibly();
    try {
      Keyspace found = store.find(keyspace);
      Entry entry = found == null ? null : found.find(at, store.now());
      if (entry == null) {
        return null;
      }
      if (entry.memoryBytes() > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "a value takes " + entry.memoryBytes() + " bytes, more than one request can carry");
      }
      long deadline = entry.deadline();
      long ttl = deadline == RecordLayout.NO_DEADLINE ? 0 : Math.max(1, deadline - store.now());
      return new Dump(DumpPayload.of(entry), ttl);
    } finally {
      locks.release();
    }
  }

  private void delete(byte[] key) {
    Key at = store.newKey().set(key, 0, key.length);
    ShardLocks locks = store.newLocks();
    locks.add(at);
    locks.acquireUninterruptibly();
    try {
      Keyspace found = store.find(keyspace);
      if (found != null) {
        boolean _ = found.remove(at, store.now());
      }
    } finally {
      locks.release();
    }
  }
}
