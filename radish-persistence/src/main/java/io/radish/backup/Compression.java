// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

/** How backup files are packed; all are read, whatever is written. */
public enum Compression {
  /** Not at all: {@code .json}, for any editor. */
  NONE(".json"),
  /** {@code .json.zst}, for any reader of Zstandard. */
  ZSTD(".json.zst");

  private final String suffix;

  Compression(String suffix) {
    this.suffix = suffix;
  }

  /** How the files' names end. */
  public String suffix() {
    return suffix;
  }
}
