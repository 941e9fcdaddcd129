// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.ReplyWriter;
import java.util.function.Consumer;

/** An answer that was put off. */
public interface Deferral {
  /**
   * Gives the answer: {@code answer} runs on the connection's thread, soon, unless the client has
   * gone by then. By any thread; a second call does nothing.
   */
  void complete(Consumer<ReplyWriter> answer);
}
