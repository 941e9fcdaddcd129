// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Sets every key of a data set, in order of number, and looks whether a sample is there. */
public final class Filler {
  private static final int BATCH = 512;
  private static final int SAMPLE = 1000;
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final byte[] OK = "+OK\r\n".getBytes(StandardCharsets.US_ASCII);

  private Filler() {}

  /**
   * Fills the server.
   *
   * @throws IOException where it answers with anything but {@code OK}, or the sample is not there
   */
  public static void fill(InetSocketAddress server, DataSet data) throws IOException {
    try (Socket socket = new Socket()) {
      connect(socket, server);
      setAll(socket, data);
      checkSample(socket, data);
    }
  }

  /**
   * Looks whether a sample of the keys is there.
   *
   * @throws IOException where one is not, or holds something else
   */
  public static void check(InetSocketAddress server, DataSet data) throws IOException {
    try (Socket socket = new Socket()) {
      connect(socket, server);
      checkSample(socket, data);
    }
  }

  private static void connect(Socket socket, InetSocketAddress server) throws IOException {
    socket.connect(server, TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
  }

  private static void setAll(Socket socket, DataSet data) throws IOException {
    RequestTemplate template = RequestTemplate.of(data, Operation.SET);
    byte[] batch = new byte[BATCH * template.length()];
    byte[] right = new byte[BATCH * OK.length];
    for (int i = 0; i < BATCH; i++) {
      System.arraycopy(OK, 0, right, i * OK.length, OK.length);
    }
    OutputStream out = socket.getOutputStream();
    InputStream in = socket.getInputStream();
    for (int first = 0; first < data.keys(); first += BATCH) {
      int count = Math.min(BATCH, data.keys() - first);
      for (int i = 0; i < count; i++) {
        System.arraycopy(
            template.fill(first + i), 0, batch, i * template.length(), template.length());
      }
      out.write(batch, 0, count * template.length());
      byte[] replies = in.readNBytes(count * OK.length);
      if (!Arrays.equals(replies, 0, replies.length, right, 0, count * OK.length)) {
        throw new IOException(
            "filling was answered by: " + new String(replies, StandardCharsets.ISO_8859_1));
      }
    }
  }

  private static void checkSample(Socket socket, DataSet data) throws IOException {
    RequestTemplate get = RequestTemplate.of(data, Operation.GET);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < Math.min(SAMPLE, data.keys()); i++) {
      int number = random.nextInt(data.keys());
      socket.getOutputStream().write(get.fill(number));
      byte[] right =
          ("$" + data.valueBytes() + "\r\n" + data.valueText(number) + "\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      byte[] reply = socket.getInputStream().readNBytes(right.length);
      if (!Arrays.equals(reply, right)) {
        throw new IOException(
            "key " + data.keyText(number) + " holds " + new String(reply, StandardCharsets.UTF_8));
      }
    }
  }
}
