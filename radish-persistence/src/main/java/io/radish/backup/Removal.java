// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.util.Locale;

/** A backup that goes, and why. */
public record Removal(BackupInfo backup, Reason reason) {
  /** Why a backup goes. */
  public enum Reason {
    /** It is older than asked for. */
    AGE,
    /** No rule of the policy keeps it. */
    POLICY,
    /** It is among the oldest of more files than there may be. */
    MAX_FILES,
    /** It is among the oldest of more bytes than there may be. */
    MAX_SIZE;

    /** The word for it: {@code age}, {@code policy}, {@code max-files} or {@code max-size}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
