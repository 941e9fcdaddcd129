// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import java.io.PrintStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where people read what the server does: its standard output, and the server's log with it. Used
 * by any thread.
 */
public final class Console {
  private static final Logger LOG = LoggerFactory.getLogger(Console.class);

  private final PrintStream out;

  /** Makes a console that prints to {@code out}. */
  public Console(PrintStream out) {
    this.out = out;
  }

  /** Prints a line. */
  public void line(String text) {
    LOG.info(text);
    picture(text);
  }

  /** Prints lines that are for the eye only, and not for the log. */
  void picture(String text) {
    out.println(text);
    out.flush();
  }
}
