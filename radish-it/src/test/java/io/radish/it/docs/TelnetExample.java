// SPDX-License-Identifier: Apache-2.0
package io.radish.it.docs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/**
 * A session by hand, as somebody with telnet sees it: a line typed, the lines of its reply, a line
 * typed, and so on. What a reply's first byte says tells how many lines it has.
 */
final class TelnetExample {
  private static final int TIMEOUT_MILLIS = 60_000;

  private final Iterator<String> shown;
  private final BufferedReader in;
  private final Writer out;

  private TelnetExample(Iterator<String> shown, BufferedReader in, Writer out) {
    this.shown = shown;
    this.in = in;
    this.out = out;
  }

  /** Types the session's commands and holds the replies against those shown. */
  static void run(String session, int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        Writer out = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      new TelnetExample(session.lines().iterator(), in, out).run();
    }
  }

  private void run() throws IOException {
    while (shown.hasNext()) {
      out.write(shown.next() + "\r\n");
      out.flush();
      reply();
    }
  }

  private void reply() throws IOException {
    String line = line();
    switch (line.charAt(0)) {
      case '$' -> {
        if (!line.equals("$-1")) {
          line();
        }
      }
      case '*' -> {
        for (int left = Integer.parseInt(line.substring(1)); left > 0; left--) {
          reply();
        }
      }
      default -> {
        // A reply of one line.
      }
    }
  }

  private String line() throws IOException {
    String line = in.readLine();
    String wanted = shown.hasNext() ? shown.next() : "(nothing more)";
    if (line == null || !new ExpectedOutput(wanted).matches(line)) {
      throw new AssertionError("the reply is\n" + line + "\nbut the document shows\n" + wanted);
    }
    return line;
  }
}
