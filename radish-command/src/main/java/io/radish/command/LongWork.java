// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.ReplyWriter;
import java.io.IOException;
import java.util.function.Consumer;

/** What a command does that takes long, such as a backup; see {@link LateAnswers#answer}. */
@FunctionalInterface
public interface LongWork {
  /** How the work ended. */
  sealed interface Outcome {}

  /** It is done; {@code reply} writes the answer, on the connection's thread. */
  record Done(Consumer<ReplyWriter> reply) implements Outcome {}

  /** It is refused; {@code error} is the whole text of the error reply. */
  record Refused(String error) implements Outcome {}

  /**
   * Does the work. An {@link IOException} or {@link IllegalArgumentException} becomes an error
   * reply with its message; anything else is a bug and closes the connection.
   *
   * @throws InterruptedException where the server ends
   */
  Outcome run() throws IOException, InterruptedException;
}
