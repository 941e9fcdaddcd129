// SPDX-License-Identifier: Apache-2.0
package io.radish.it.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A client that sends what comes into its head: {@link HostileRequests}, the same with bytes
 * exchanged, cut off or repeated, and plain garbage; reads some of the replies; and leaves in
 * whatever way.
 *
 * <p>Some visits are of whole requests only. Those end with a question, which has to be answered,
 * or the connection closed: else the server hangs.
 */
final class HostileClient {
  private static final String[] GARBAGE = {
    "*",
    "$",
    "\r\n",
    "*-1\r\n",
    "*1048577\r\n",
    "*3\r\n$3\r\nSET\r\n",
    "$536870913\r\n",
    "*2\r\n$-5\r\n",
    "GET \"unfinished\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "\0\0\0\0",
    "*1\r\n:1\r\n",
    "SET k {\"a\": [[[[\r\n",
    "*9999999999999999999\r\n"
  };
  private static final int REPLY_BUFFER_BYTES = 64 << 10;
  private static final int READ_MILLIS = 20;

  /** After so long without an answer the client asks again, and has itself woken up. */
  private static final int ASK_AGAIN_MILLIS = 500;

  /** The number of a connection that has not been told its own. */
  private static final String NOBODY = "1";

  private final int port;
  private final long seed;
  private final HostilePayloads payloads;
  private final AtomicReference<String> backupFile;
  private final long hangMillis;
  private Random random = new Random(0);
  private HostileRequests requests;
  private long sent;
  private long visits;
  private String id = NOBODY;

  HostileClient(
      int port,
      long seed,
      HostilePayloads payloads,
      AtomicReference<String> backupFile,
      long hangMillis) {
    this.port = port;
    this.seed = seed;
    this.payloads = payloads;
    this.backupFile = backupFile;
    this.hangMillis = hangMillis;
    requests = new HostileRequests(random, payloads);
  }

  /** The requests sent so far, whole or not. */
  long requests() {
    return sent;
  }

  long visits() {
    return visits;
  }

  /**
   * Connects, misbehaves for a while, and leaves. What it sends depends on the seed and the number
   * of the visit alone, not on what was answered.
   */
  void visit() throws IOException {
    random = new Random(seed * 1_000_003 + visits++);
    requests = new HostileRequests(random, payloads);
    boolean whole = random.nextInt(3) == 0;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(READ_MILLIS);
      try {
        learnId(socket);
        if (converse(socket, whole) && whole) {
          insist(socket);
        }
        leave(socket);
      } catch (SocketException cutOff) {
        // The server may close a connection that breaks the protocol, or that reads nothing.
      }
    }
  }

  /** Asks for its number, and does without where others keep the server from answering. */
  private void learnId(Socket socket) throws IOException {
    socket.getOutputStream().write("CLIENT ID\r\n".getBytes(ISO_8859_1));
    byte[] reply = new byte[64];
    try {
      int length = socket.getInputStream().read(reply);
      String text = length < 0 ? "" : new String(reply, 0, length, ISO_8859_1);
      id = text.startsWith(":") ? text.substring(1).trim() : NOBODY;
    } catch (SocketTimeoutException busy) {
      id = NOBODY;
    }
  }

  /** Sends and reads for a while; false when the connection has been closed. */
  private boolean converse(Socket socket, boolean whole) throws IOException {
    OutputStream out = socket.getOutputStream();
    InputStream in = socket.getInputStream();
    byte[] replies = new byte[REPLY_BUFFER_BYTES];
    boolean reads = whole || random.nextInt(8) != 0;
    for (int turns = 1 + random.nextInt(40); turns > 0; turns--) {
      byte[] bytes = batch(whole);
      int cut = random.nextInt(6) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
      out.write(bytes, 0, cut);
      out.flush();
      out.write(bytes, cut, bytes.length - cut);
      if (reads && !readSome(in, replies)) {
        return false;
      }
    }
    return true;
  }

  /** Reads what is there by now; false at the end. */
  private static boolean readSome(InputStream in, byte[] replies) throws IOException {
    try {
      return in.read(replies) >= 0;
    } catch (SocketTimeoutException nothingYet) {
      return true;
    }
  }

  /**
   * Asks until it is answered, or the connection closed. {@code RESET} brings it out of whatever it
   * has got into; where it waits for a key, another connection unblocks it.
   */
  private void insist(Socket socket) throws IOException {
    String mark = "mark" + seed + "x" + visits;
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(hangMillis);
    Tail tail = new Tail(mark);
    while (System.nanoTime() - end < 0) {
      socket
          .getOutputStream()
          .write(encode(List.of("RESET"), List.of("PING", mark)).getBytes(ISO_8859_1));
      if (tail.awaits(socket.getInputStream(), ASK_AGAIN_MILLIS)) {
        return;
      }
      if (id.equals(NOBODY)) {
        String _ = askElsewhere("CLIENT", "KILL", "ADDR", address(socket));
      } else {
        String _ = askElsewhere("CLIENT", "UNBLOCK", id);
      }
    }
    String state =
        askElsewhere("CLIENT", "LIST")
            .lines()
            .filter(line -> line.contains(address(socket)))
            .findAny()
            .orElse("not in CLIENT LIST");
    String running = askElsewhere("FUNCTION", "STATS") + askElsewhere("FUNCTION", "KILL");
    throw new AssertionError(
        "no answer in %d ms: seed %d, visit %d, %s, %s"
            .formatted(hangMillis, seed, visits - 1, state, running));
  }

  private static String address(Socket socket) {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /** Asks on another connection; an empty text where that one is killed, or not heard in time. */
  private String askElsewhere(String... request) {
    try (Socket other = new Socket(InetAddress.getLoopbackAddress(), port)) {
      other.setSoTimeout(ASK_AGAIN_MILLIS);
      other.getOutputStream().write(encode(List.of(request)).getBytes(ISO_8859_1));
      byte[] reply = new byte[REPLY_BUFFER_BYTES];
      int length = other.getInputStream().read(reply);
      return length < 0 ? "" : new String(reply, 0, length, ISO_8859_1);
    } catch (IOException busyOrKilled) {
      // The next attempt may do better; if none does, the server hangs.
      return "";
    }
  }

  /** Looks for a mark in what is read, wherever reads begin and end. */
  private static final class Tail {
    private final byte[] mark;
    private final byte[] replies = new byte[REPLY_BUFFER_BYTES];
    private int matched;

    Tail(String mark) {
      this.mark = mark.getBytes(ISO_8859_1);
    }

    /** Reads for so long; whether the mark has come, or the end. */
    boolean awaits(InputStream in, int millis) throws IOException {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      while (System.nanoTime() - end < 0) {
        try {
          int length = in.read(replies);
          if (length < 0 || isIn(length)) {
            return true;
          }
        } catch (SocketTimeoutException nothingYet) {
          // There is time left, or it is asked again.
        }
      }
      return false;
    }

    private boolean isIn(int length) {
      for (int i = 0; i < length; i++) {
        // The mark's first letter is nowhere else in it.
        matched = replies[i] == mark[matched] ? matched + 1 : replies[i] == mark[0] ? 1 : 0;
        if (matched == mark.length) {
          return true;
        }
      }
      return false;
    }
  }

  private void leave(Socket socket) throws IOException {
    switch (random.nextInt(4)) {
      case 0 -> socket.setSoLinger(true, 0); // closing resets the connection
      case 1 -> socket.shutdownOutput();
      default -> {} // an ordinary end
    }
  }

  private byte[] batch(boolean whole) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int count = 1 + random.nextInt(20); count > 0; count--) {
      sent++;
      if (whole) {
        all.write(encode(requests.next()).getBytes(ISO_8859_1));
        continue;
      }
      String request =
          random.nextInt(40) == 0
              ? GARBAGE[random.nextInt(GARBAGE.length)]
              : encode(requests.next());
      all.write((random.nextInt(30) == 0 ? spoilt(request) : request).getBytes(ISO_8859_1));
    }
    return all.toByteArray();
  }

  @SafeVarargs
  private String encode(List<String>... all) {
    StringBuilder text = new StringBuilder();
    for (List<String> request : all) {
      text.append('*').append(request.size()).append("\r\n");
      for (String word : request) {
        String known = known(word);
        text.append('$').append(known.length()).append("\r\n").append(known).append("\r\n");
      }
    }
    return text.toString();
  }

  /** The word, or what it stands for. */
  private String known(String word) {
    return switch (word) {
      case OddWords.CLIENT_ID -> id;
      case OddWords.BACKUP_FILE -> backupFile.get();
      case OddWords.PORT -> Integer.toString(port);
      default -> word;
    };
  }

  private String spoilt(String request) {
    StringBuilder text = new StringBuilder(request);
    for (int steps = 1 + random.nextInt(3); steps > 0 && !text.isEmpty(); steps--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, (char) random.nextInt(256));
        default -> text.setCharAt(at, (char) random.nextInt(256));
      }
    }
    return text.toString();
  }
}
