// SPDX-License-Identifier: Apache-2.0
package io.radish.testkit;

import io.radish.resp.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One connection to something that answers commands: our own in this process, or a server. */
public interface CommandPeer extends AutoCloseable {
  /** Sends one request and waits for its reply. */
  Reply run(byte[]... request);

  /** Sends one request of UTF-8 texts and waits for its reply. */
  default Reply run(String... request) {
    return run(bytes(request));
  }

  /** Sends one request, whose reply may be long in coming. */
  void send(byte[]... request);

  /** Sends one request of UTF-8 texts, whose reply may be long in coming. */
  default void send(String... request) {
    send(bytes(request));
  }

  /** Waits for the reply to what was sent. */
  Reply receive();

  /** Whether the reply to what was sent has come. */
  boolean isAnswered();

  private static byte[][] bytes(String... request) {
    return Arrays.stream(request)
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toArray(byte[][]::new);
  }

  @Override
  void close();
}
