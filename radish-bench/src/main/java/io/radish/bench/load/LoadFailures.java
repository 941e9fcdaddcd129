// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Brings what went wrong on a generator's thread to whoever started it. */
final class LoadFailures {
  /** Enough of a wrong reply to see what it is. */
  private static final int SHOWN_BYTES = 200;

  private LoadFailures() {}

  /** Waits for the end of all; the first failure is thrown. */
  static void await(List<Future<?>> runs) throws IOException, InterruptedException {
    for (Future<?> run : runs) {
      try {
        run.get();
      } catch (ExecutionException e) {
        throw new IOException("the load broke off: " + e.getCause(), e);
      }
    }
  }

  /** The failure that one of them ends with, once all were told to stop. */
  static IOException of(List<Future<?>> runs) throws InterruptedException {
    try {
      await(runs);
      return new IOException("the load broke off");
    } catch (IOException e) {
      return e;
    }
  }

  /** What is thrown for the reply between {@code from} and {@code end}, which is not right. */
  static IOException wrongReply(ByteBuffer replies, int from, int end) {
    byte[] shown = new byte[Math.min(SHOWN_BYTES, end - from)];
    replies.get(from, shown);
    return new IOException("a wrong reply: " + new String(shown, StandardCharsets.ISO_8859_1));
  }
}
