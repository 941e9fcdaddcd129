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

  /**
   * Whether the client is known to have gone, or to send nothing more, so that maybe nobody will
   * read the answer; by any thread.
   */
  boolean isAbandoned();

  /**
   * Runs {@code task} on the connection's thread in {@code millis}, unless the answer was given or
   * the client has gone by then. On the connection's thread, at most once.
   */
  void after(long millis, Runnable task);

  /**
   * Runs {@code task} on the connection's thread where the client goes before the answer was
   * written, which is noticed though no request of it is run. On the connection's thread, at most
   * once.
   */
  void whenGone(Runnable task);
}
