// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import java.io.IOException;

/**
 * Says that a file, from some byte on, is not in the one shape that {@link BackupWriter} gives to
 * what it holds: the parser of any JSON has to look at it, and says what is wrong, if anything is.
 */
final class Unfamiliar extends IOException {
  private static final long serialVersionUID = 1L;

  Unfamiliar() {}

  /** Nobody reads the trace: it is always the parser's word that counts. */
  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
