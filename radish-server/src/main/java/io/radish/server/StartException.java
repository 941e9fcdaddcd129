// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

/** Something stands in the way of a start: one line that says what, and what helps. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1;

  StartException(String line) {
    super(line);
  }

  StartException(String line, Throwable cause) {
    super(line, cause);
  }
}
