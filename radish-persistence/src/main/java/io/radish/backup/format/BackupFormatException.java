// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import java.io.IOException;
import java.nio.file.Path;

/** What is wrong with a backup file, and at which byte. */
public final class BackupFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offset;
  private final String reason;

  /**
   * Makes the complaint.
   *
   * @param offset counted in bytes from the file's first
   */
  public BackupFormatException(Path file, long offset, String reason) {
    super(nameOf(file) + ": at byte " + offset + ": " + reason);
    this.file = file.toString();
    this.offset = offset;
    this.reason = reason;
  }

  private static String nameOf(Path file) {
    Path name = file.getFileName();
    return name == null ? file.toString() : name.toString();
  }

  /** The file's path. */
  public String file() {
    return file;
  }

  /** The byte, counted from the file's first, at which the trouble shows. */
  public long offset() {
    return offset;
  }

  /** What is wrong, without file and offset. */
  public String reason() {
    return reason;
  }
}
