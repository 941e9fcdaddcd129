// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** Something stands in the way of a start: one line that says what, and what helps. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1;

  StartException(String line) {
    super(line);
  }

  StartException(String line, Throwable cause) {
    super(line, cause);
  }

  /** What went wrong with a file, with its name and in words. */
  static String reason(IOException e) {
    String message = e.getMessage();
    return message == null || e instanceof FileSystemException
        ? e.getClass().getSimpleName() + (message == null ? "" : " " + message)
        : message;
  }
}
