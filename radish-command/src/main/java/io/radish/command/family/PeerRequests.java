// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.radish.command.Peer;
import io.radish.memory.ByteView;
import java.io.IOException;

/**
 * Requests on their way to another server, gathered until there is much of them or an answer is
 * waited for; and what is being done, in the words of Redis' errors.
 */
final class PeerRequests {
  /** What is sent at once, and may take as long as one step may: as in Redis. */
  private static final int BLOCK_BYTES = 64 << 10;

  private static final byte[] LINE_END = {'\r', '\n'};

  private final Peer peer;
  private final byte[] block = new byte[BLOCK_BYTES];
  private int filled;
  private String doing = "writing";

  PeerRequests(Peer peer) {
    this.peer = peer;
  }

  /** What was being done last. */
  String doing() {
    return doing;
  }

  void write(byte[] bytes) throws IOException, InterruptedException {
    write(ByteView.of(bytes));
  }

  void writeBulk(byte[] bytes) throws IOException, InterruptedException {
    writeBulk(ByteView.of(bytes));
  }

  void writeBulk(ByteView bytes) throws IOException, InterruptedException {
    write(("$" + bytes.length() + "\r\n").getBytes(US_ASCII));
    write(bytes);
    write(LINE_END);
  }

  private void write(ByteView bytes) throws IOException, InterruptedException {
    int done = 0;
    while (done < bytes.length()) {
      int count = Math.min(bytes.length() - done, block.length - filled);
      bytes.copyTo(done, block, filled, count);
      filled += count;
      done += count;
      if (filled == block.length) {
        flush();
      }
    }
  }

  private void flush() throws IOException, InterruptedException {
    doing = "writing";
    peer.send(block, filled);
    filled = 0;
  }

  /** Sends what was gathered, and reads a line. */
  String receiveLine(int mostBytes) throws IOException, InterruptedException {
    flush();
    doing = "reading";
    return peer.receiveLine(mostBytes);
  }
}
