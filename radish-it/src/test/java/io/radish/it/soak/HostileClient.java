// SPDX-License-Identifier: Apache-2.0
package io.radish.it.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.radish.command.Command;
import io.radish.testkit.CommandDriver;
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
import java.util.Set;

/**
 * A client that sends what comes into its head: whole commands of the table with arguments at
 * random, the same with bytes exchanged, cut off or repeated, and plain garbage; reads some of the
 * replies; and leaves in whatever way.
 */
final class HostileClient {
  /** What would end the test instead of the server's composure, or stop everyone for long. */
  private static final Set<String> LEFT_OUT = Set.of("shutdown", "debug|sleep", "client|pause");

  private static final List<Command> COMMANDS =
      CommandDriver.table().withSubcommands().stream()
          .filter(command -> !LEFT_OUT.contains(command.name()))
          // A setting changed at random may forbid everything else.
          .filter(command -> !command.name().startsWith("config|"))
          .toList();

  private static final String[] WORDS = {
    "a",
    "b",
    "c",
    "list",
    "list2",
    "",
    "0",
    "1",
    "-1",
    "10",
    "3",
    "users",
    "users:temp",
    "default_store",
    "db1",
    "*",
    "NX",
    "XX",
    "GET",
    "EX",
    "PX",
    "LEFT",
    "RIGHT",
    "COUNT",
    "MATCH",
    "BY",
    "LIMIT",
    "STORE",
    "REPLACE",
    "9223372036854775807",
    "-9223372036854775808",
    "1e400",
    "0.1",
    "nan",
    "\0\377\376",
    "{\"a\":[1,2]}",
    "x".repeat(100),
    "y".repeat(9000),
    "z".repeat(70_000)
  };
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

  private final int port;
  private final Random random;
  private long requests;

  HostileClient(int port, long seed) {
    this.port = port;
    this.random = new Random(seed);
  }

  /** The requests sent so far, whole or not. */
  long requests() {
    return requests;
  }

  /** Connects, misbehaves for a while, and leaves. */
  void visit() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20);
      try {
        converse(socket);
        leave(socket);
      } catch (SocketException cutOff) {
        // The server may close a connection that breaks the protocol, or that reads nothing.
      }
    }
  }

  private void converse(Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    InputStream in = socket.getInputStream();
    byte[] replies = new byte[REPLY_BUFFER_BYTES];
    boolean reads = random.nextInt(8) != 0;
    for (int turns = 1 + random.nextInt(40); turns > 0; turns--) {
      byte[] bytes = batch();
      int cut = random.nextInt(6) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
      out.write(bytes, 0, cut);
      out.flush();
      out.write(bytes, cut, bytes.length - cut);
      if (reads && !readSome(in, replies)) {
        return;
      }
    }
  }

  /** Reads what is there by now; false at the end. */
  private static boolean readSome(InputStream in, byte[] replies) throws IOException {
    try {
      return in.read(replies) >= 0;
    } catch (SocketTimeoutException nothingYet) {
      return true;
    }
  }

  private void leave(Socket socket) throws IOException {
    switch (random.nextInt(4)) {
      case 0 -> socket.setSoLinger(true, 0); // closing resets the connection
      case 1 -> socket.shutdownOutput();
      default -> {} // an ordinary end
    }
  }

  private byte[] batch() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int count = 1 + random.nextInt(20); count > 0; count--) {
      requests++;
      byte[] request =
          random.nextInt(12) == 0
              ? GARBAGE[random.nextInt(GARBAGE.length)].getBytes(ISO_8859_1)
              : request();
      all.write(random.nextInt(10) == 0 ? spoilt(request) : request);
    }
    return all.toByteArray();
  }

  private byte[] request() {
    Command command = COMMANDS.get(random.nextInt(COMMANDS.size()));
    String[] words = command.name().split("\\|", -1);
    int count = Math.max(words.length, Math.abs(command.arity()));
    if (command.arity() < 0 || random.nextInt(10) == 0) {
      count += random.nextInt(6);
    }
    StringBuilder text = new StringBuilder("*").append(count).append("\r\n");
    for (int i = 0; i < count; i++) {
      String word = i < words.length ? words[i] : WORDS[random.nextInt(WORDS.length)];
      text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return text.toString().getBytes(ISO_8859_1);
  }

  private byte[] spoilt(byte[] request) {
    StringBuilder text = new StringBuilder(new String(request, ISO_8859_1));
    for (int steps = 1 + random.nextInt(3); steps > 0 && !text.isEmpty(); steps--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, (char) random.nextInt(256));
        default -> text.setCharAt(at, (char) random.nextInt(256));
      }
    }
    return text.toString().getBytes(ISO_8859_1);
  }
}
