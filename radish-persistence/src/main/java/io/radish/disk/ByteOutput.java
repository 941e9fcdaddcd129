// SPDX-License-Identifier: Apache-2.0
package io.radish.disk;

import java.io.IOException;

/** Where a file's bytes go: forward only, but for what is patched once at the end. */
public interface ByteOutput {
  /** Writes all of the bytes after those written before. */
  void append(byte[] bytes, int offset, int length) throws IOException;

  /** Replaces bytes written before, from {@code position} on. */
  void overwrite(long position, byte[] bytes) throws IOException;
}
