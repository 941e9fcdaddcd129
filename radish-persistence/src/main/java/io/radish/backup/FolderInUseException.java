// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.io.IOException;
import java.nio.file.Path;

/** Another process holds the lock of a backup folder. */
public final class FolderInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the complaint.
   *
   * @param holder what the lock file says of its holder
   */
  FolderInUseException(Path folder, String holder) {
    super("the backup folder " + folder + " is in use by another Radish (" + holder + ")");
  }
}
