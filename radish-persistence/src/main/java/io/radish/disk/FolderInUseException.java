// SPDX-License-Identifier: Apache-2.0
package io.radish.disk;

import java.io.IOException;
import java.nio.file.Path;

/** Another process holds the lock of a folder. */
public final class FolderInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the complaint.
   *
   * @param what what kind of folder it is
   * @param holder what the lock file says of its holder
   */
  FolderInUseException(String what, Path folder, String holder) {
    super("the " + what + " " + folder + " is in use by another Radish (" + holder + ")");
  }
}
