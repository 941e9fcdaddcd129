// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.disk.FolderLock;
import java.io.IOException;
import java.nio.file.Path;

/** A process that locks a folder, says so, and holds it until its input ends. */
final class LockHolder {
  private LockHolder() {}

  static void main(String[] args) throws IOException {
    FolderLock lock = FolderLock.acquire("backup folder", Path.of(args[0]));
    System.out.println("locked");
    while (System.in.read() >= 0) {
      // Holds on.
    }
    lock.close();
  }
}
