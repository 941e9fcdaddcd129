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
    return run(
        Arrays.stream(request)
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new));
  }

  @Override
  void close();
}
