// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import java.io.IOException;
import java.io.InputStream;

/** Bytes that are read many at a time; a single one is many of which there is one. */
abstract class BulkInput extends InputStream {
  @Override
  public abstract int read(byte[] target, int offset, int length) throws IOException;

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }
}
