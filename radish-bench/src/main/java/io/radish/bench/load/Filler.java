// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/** Fills a server in order of number, and looks whether a sample is there. */
public final class Filler {
  private static final int BATCH = 512;
  private static final int SAMPLE = 1000;
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final byte[] OK = "+OK\r\n".getBytes(StandardCharsets.US_ASCII);

  private Filler() {}

  /**
   * Sets every key of a data set.
   *
   * @throws IOException where it answers with anything but {@code OK}, or the sample is not there
   */
  public static void fill(InetSocketAddress server, DataSet data) throws IOException {
    try (Socket socket = new Socket()) {
      connect(socket, server);
      RequestTemplate set = RequestTemplate.of(data, Operation.SET);
      send(socket, data.keys(), set::fill);
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

  /**
   * Sends {@code count} requests, each of which has to be answered by {@code OK}.
   *
   * @param request makes the request of that number, in an array that the next call may change
   */
  public static void send(InetSocketAddress server, int count, IntFunction<byte[]> request)
      throws IOException {
    try (Socket socket = new Socket()) {
      connect(socket, server);
      send(socket, count, request);
    }
  }

  private static void send(Socket socket, int count, IntFunction<byte[]> request)
      throws IOException {
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    byte[] right = new byte[BATCH * OK.length];
    for (int i = 0; i < BATCH; i++) {
      System.arraycopy(OK, 0, right, i * OK.length, OK.length);
    }
    for (int first = 0; first < count; first += BATCH) {
      int some = Math.min(BATCH, count - first);
      batch.reset();
      for (int i = 0; i < some; i++) {
        batch.writeBytes(request.apply(first + i));
      }
      batch.writeTo(socket.getOutputStream());
      byte[] replies = socket.getInputStream().readNBytes(some * OK.length);
      if (!Arrays.equals(replies, 0, replies.length, right, 0, some * OK.length)) {
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
