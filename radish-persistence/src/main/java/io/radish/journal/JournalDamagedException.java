// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/** A journal is not what was written: in which file, at which byte, and why. */
public final class JournalDamagedException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Path file;
  private final long offset;
  private final String reason;

  JournalDamagedException(Path file, long offset, String reason) {
    super(file + ", byte " + offset + ": " + reason);
    this.file = file;
    this.offset = offset;
    this.reason = reason;
  }

  /** The segment, or the folder where one is missing. */
  public Path file() {
    return file;
  }

  /** Where in the file what is wrong begins, counted from 0. */
  public long offset() {
    return offset;
  }

  /** What is wrong. */
  public String reason() {
    return reason;
  }
}
