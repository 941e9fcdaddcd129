// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.hitrate;

import io.radish.bench.server.RespClient;
import io.radish.bench.server.RunningServer;
import io.radish.resp.Reply;
import io.radish.resp.ReplyReader;
import io.radish.resp.RequestEncoder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/** A real server behind a socket, with a batch of requests on its way at a time. */
final class RedisCache implements CacheUnderTest {
  private final RunningServer server;
  private final RespClient orders;
  private final Socket socket;
  private final OutputStream out;
  private final ReplyReader in;
  private final String value;

  RedisCache(RunningServer server, int valueBytes) throws IOException {
    this.server = server;
    orders = server.connect();
    socket = new Socket(server.address().getAddress(), server.address().getPort());
    socket.setTcpNoDelay(true);
    out = new BufferedOutputStream(socket.getOutputStream(), 64 << 10);
    in = new ReplyReader(socket.getInputStream());
    value = "v".repeat(valueBytes);
  }

  static String name(int number) {
    return "key:" + (1_000_000_000 + number);
  }

  @Override
  public int read(int[] keys, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      out.write(RequestEncoder.encode("GET", name(keys[i])));
    }
    out.flush();
    int hits = 0;
    int misses = 0;
    for (int i = from; i < to; i++) {
      if (in.read() instanceof Reply.Bulk) {
        hits++;
      } else {
        out.write(RequestEncoder.encode("SET", name(keys[i]), value));
        misses++;
      }
    }
    finish(misses);
    return hits;
  }

  private void finish(int sent) throws IOException {
    out.flush();
    for (int i = 0; i < sent; i++) {
      Reply _ = in.read();
    }
  }

  @Override
  public long size() throws IOException {
    return orders.run("DBSIZE") instanceof Reply.Int number ? number.value() : -1;
  }

  @Override
  public void limit(int keys, String policy) throws IOException {
    orders.run("CONFIG", "SET", "maxmemory", "0");
    orders.run("CONFIG", "SET", "maxmemory-policy", policy);
    orders.run("FLUSHALL");
    for (int i = 0; i < keys; i += BATCH) {
      int end = Math.min(keys, i + BATCH);
      for (int n = i; n < end; n++) {
        out.write(RequestEncoder.encode("SET", name(n), value));
      }
      finish(end - i);
    }
    String bytes = orders.info("memory", "used_memory");
    orders.run("FLUSHALL");
    orders.run("CONFIG", "SET", "maxmemory", bytes);
  }

  @Override
  public void close() throws IOException {
    orders.close();
    socket.close();
    server.close();
    server.deleteFiles();
  }
}
