// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

/** When the journal is brought to disk ({@code appendfsync}). */
public enum Fsync {
  /** Each batch before anybody is answered who asked for it: nothing acknowledged is lost. */
  ALWAYS,
  /** Often enough that a crash of the machine costs at most a second, while the disk keeps up. */
  EVERYSEC,
  /** When the operating system sees fit: a crash of the machine costs what that had not written. */
  NO
}
