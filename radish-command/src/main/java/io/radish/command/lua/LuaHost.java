// SPDX-License-Identifier: Apache-2.0
package io.radish.command.lua;

import io.radish.resp.ReplySink;
import org.jspecify.annotations.Nullable;

/** What scripts may ask of the program around them; called by the thread that runs the script. */
public interface LuaHost {
  /** What {@link #mayRun} answers for words that are no command. */
  int NO_SUCH_COMMAND = -1;

  /**
   * Runs a command.
   *
   * @param protocol what its reply is to be written in: 2 or 3
   * @param reply takes the reply, in RESP
   * @return the error where it was not run, as it stands in a reply; null where it was
   */
  @Nullable String call(byte[][] words, int protocol, ReplySink reply);

  /** Whether the caller may run a command: 1 or 0, or {@link #NO_SUCH_COMMAND}. */
  int mayRun(byte[][] words);

  /** Writes to the log; levels from 0 (debug) to 3 (warning). */
  void log(int level, byte[] text);

  /** A number as replies have it. */
  String text(double number);

  /** A time in milliseconds that only goes on. */
  long millis();
}
