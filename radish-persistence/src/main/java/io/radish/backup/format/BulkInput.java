// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import java.io.IOException;
import java.io.InputStream;

/** A stream that reads single bytes, which nobody does often, as it reads several. */
abstract class BulkInput extends InputStream {
  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public abstract int read(byte[] target, int offset, int length) throws IOException;
}
