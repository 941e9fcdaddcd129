// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.LongWork;
import io.radish.command.Peer;
import io.radish.command.ServerControl;
import io.radish.command.Supervision;
import io.radish.memory.ByteView;
import io.radish.resp.RequestEncoder;
import io.radish.store.KeyspaceName;
import io.radish.store.Store;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Moves keys to another server: each is restored there and, once that has said so, deleted here.
 *
 * <p>Redis does nothing else meanwhile. Here all clients are served, and no lock is held while the
 * other server is waited for; so a key may change after it was sent. It is deleted only where it
 * has not: otherwise it stays, with what it holds now, and the answer says so. Nothing that a
 * client was told to be written is lost, nor does a key go that comes back in changed form because
 * the other server is this one. What a failure leaves undone stays here, too.
 */
final class Migration {
  /** The answer where none of the keys is there. */
  static final String NO_KEY = "NOKEY";

  /** How many keys are on their way at most: enough to hide the way there and back. */
  static final int MOST_ON_THEIR_WAY = 64;

  /** When so many bytes are on their way no more follow: what waits long may change meanwhile. */
  private static final long MOST_BYTES_ON_THEIR_WAY = 1 << 20;

  /** Longer than any error that a server would answer with. */
  private static final int MOST_LINE_BYTES = 16 << 10;

  private static final String TARGET_ERROR = "ERR Target instance replied with error: ";
  private static final String NOT_CONNECTED = "IOERR error or timeout connecting to the client";
  private static final String PAUSED =
      "ERR clients were paused meanwhile: what has not gone yet stays here, and the target may have"
          + " some of it, too";
  private static final String CHANGED =
      " changed after it was sent: it stays here, and the target has what it held before; with"
          + " REPLACE it can be sent again";

  /**
   * What is wanted.
   *
   * @param timeoutMillis how long connecting may take, and each step later
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

  /** An answer that ends all of it. */
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    final String error;

    RefusedException(String error) {
      super(error);
      this.error = error;
    }
  }

  private final Store store;
  private final KeyspaceName keyspace;
  private final ServerControl server;
  private final Supervision supervision;
  private final Command command;
  private final Plan plan;

  /** The keys that were sent and not answered for, in this order. */
  private final Deque<DepartingKey> onTheirWay = new ArrayDeque<>();

  private long bytesOnTheirWay;
  private boolean anySent;

  /** The first thing that went wrong; what can go on after it does. */
  private @Nullable String failure;

  Migration(Call call, Plan plan) {
    this.store = call.store();
    this.keyspace = call.keyspaceName();
    this.server = call.server();
    this.supervision = call.services().supervision();
    this.command = call.command();
    this.plan = plan;
  }

  /** Does it, in the background. */
  LongWork.Outcome run() throws InterruptedException {
    Peer peer;
    try {
      peer = server.connect(plan.host(), plan.port(), plan.timeoutMillis());
    } catch (IOException e) {
      return outcome(NOT_CONNECTED);
    }
    try {
      return outcome(move(new PeerRequests(peer)));
    } finally {
      close(peer);
    }
  }

  private static void close(Peer peer) {
    try {
      peer.close();
    } catch (IOException e) {
      // Everything was said, and what was not answered for stays here.
    }
  }

  private LongWork.Outcome outcome(@Nullable String error) {
    if (error != null) {
      return new LongWork.Refused(error);
    }
    return new LongWork.Done(reply -> reply.simple(anySent ? "OK" : NO_KEY));
  }

  /** Moves what can be moved; the error, or null. */
  private @Nullable String move(PeerRequests peer) throws InterruptedException {
    try {
      greet(peer);
      // The second of two that are the same would find the first there.
      Set<byte[]> seen = new TreeSet<>(Arrays::compare);
      for (byte[] key : plan.keys()) {
        if (seen.add(key)) {
          makeRoom(peer);
          send(key, peer);
        }
      }
      while (!onTheirWay.isEmpty()) {
        settle(peer);
      }
    } catch (RefusedException e) {
      note(e.error);
    } catch (IOException e) {
      note("IOERR error or timeout " + peer.doing() + " to target instance");
    } finally {
      onTheirWay.forEach(DepartingKey::stay);
      onTheirWay.clear();
    }
    return failure;
  }

  private void note(String error) {
    if (failure == null) {
      failure = error;
    }
  }

  // ---- what is said to the target ----

  private void greet(PeerRequests peer) throws IOException, InterruptedException, RefusedException {
    if (!plan.login().isEmpty()) {
      List<byte[]> words = new ArrayList<>(plan.login());
      words.addFirst("AUTH".getBytes(US_ASCII));
      peer.write(RequestEncoder.encode(words.toArray(new byte[0][])));
      String error = receive(peer);
      if (error != null) {
        throw new RefusedException(error);
      }
    }
    peer.write(RequestEncoder.encode("SELECT", Long.toString(plan.database())));
    String error = receive(peer);
    if (error != null) {
      throw new RefusedException(error);
    }
  }

  /** Waits for answers where enough is on its way. */
  private void makeRoom(PeerRequests peer)
      throws IOException, InterruptedException, RefusedException {
    while (onTheirWay.size() == MOST_ON_THEIR_WAY || bytesOnTheirWay >= MOST_BYTES_ON_THEIR_WAY) {
      settle(peer);
    }
  }

  private void send(byte[] name, PeerRequests peer)
      throws IOException, InterruptedException, RefusedException {
    refuseWhereHeld();
    DepartingKey key = DepartingKey.take(store, keyspace, name);
    if (key == null) {
      return;
    }
    anySent = true;
    onTheirWay.add(key);
    try (var payload = key.payload()) {
      bytesOnTheirWay += payload.length();
      peer.write(header(plan.replace() ? 5 : 4));
      peer.writeBulk("RESTORE".getBytes(US_ASCII));
      peer.writeBulk(name);
      peer.writeBulk(Long.toString(key.ttlMillis()).getBytes(US_ASCII));
      peer.writeBulk(payload.bytes(new ByteView()));
    }
    if (plan.replace()) {
      peer.writeBulk("REPLACE".getBytes(US_ASCII));
    }
  }

  private static byte[] header(int words) {
    return ("*" + words + "\r\n").getBytes(US_ASCII);
  }

  /** Takes the answer for the key that was sent first, and deletes it where it is there now. */
  private void settle(PeerRequests peer)
      throws IOException, InterruptedException, RefusedException {
    String error = receive(peer);
    DepartingKey key = onTheirWay.getFirst();
    if (error != null) {
      note(error);
    }
    if (error != null || plan.copy()) {
      key.stay();
    } else {
      delete(key);
    }
    onTheirWay.removeFirst();
    if (onTheirWay.isEmpty()) {
      bytesOnTheirWay = 0;
    }
  }

  private void delete(DepartingKey key) throws RefusedException {
    switch (key.delete(() -> held() == null)) {
      case GONE -> {}
      case CHANGED -> note("ERR '" + shown(key.name()) + "'" + CHANGED);
      case HELD -> throw new RefusedException(Objects.requireNonNullElse(held(), PAUSED));
    }
  }

  private void refuseWhereHeld() throws RefusedException {
    String error = held();
    if (error != null) {
      throw new RefusedException(error);
    }
  }

  /** Why nothing may be deleted now; null where it may. */
  private @Nullable String held() {
    return supervision.isPaused(store.now()) ? PAUSED : supervision.refusal(command);
  }

  /** The target's answer to one request: the error to answer with, or null where it is none. */
  private @Nullable String receive(PeerRequests peer)
      throws IOException, InterruptedException, RefusedException {
    String line = peer.receiveLine(MOST_LINE_BYTES);
    if (line.startsWith("+")) {
      return null;
    }
    if (line.startsWith("-")) {
      return TARGET_ERROR + plain(withoutPassword(line.substring(1)));
    }
    throw new RefusedException("IOERR the target instance answers as no Redis would");
  }

  /** An error as it may be logged: only its code where the password is in it. */
  private String withoutPassword(String error) {
    String password = plan.login().isEmpty() ? "" : new String(plan.login().getLast(), UTF_8);
    if (password.isEmpty() || !error.contains(password)) {
      return error;
    }
    String code = error.split(" ", 2)[0];
    return (code.contains(password) ? "ERR" : code)
        + " (what follows may quote the password, and is not shown)";
  }

  /** The beginning of a key for an error. */
  private static String shown(byte[] key) {
    String text = new String(key, 0, Math.min(key.length, 128), UTF_8);
    return plain(text) + (key.length > 128 ? "..." : "");
  }

  /** A text without what would end a line or move a cursor. */
  private static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
