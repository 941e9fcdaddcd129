// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

/** What a server can be in the middle of when it is killed, besides serving clients. */
enum Operation {
  BACKUP("backup"),
  /** Of a cache that was deleted. */
  RESTORE("restore"),
  /** Restoring an earlier state over a later one. */
  ROLL_BACK("roll-back"),
  CLEAN_UP("clean-up"),
  CHECKPOINT("checkpoint");

  private final String text;

  Operation(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
