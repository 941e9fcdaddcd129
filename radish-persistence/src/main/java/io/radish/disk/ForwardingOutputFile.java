// SPDX-License-Identifier: Apache-2.0
package io.radish.disk;

import io.radish.disk.FileOps.OutputFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file being written that is another one, for who does something of its own at some calls. */
public abstract class ForwardingOutputFile implements OutputFile {
  /** Where the calls go. */
  protected final OutputFile file;

  /** Has them go to {@code file}. */
  protected ForwardingOutputFile(OutputFile file) {
    this.file = file;
  }

  @Override
  public void append(byte[] bytes, int offset, int length) throws IOException {
    file.append(bytes, offset, length);
  }

  @Override
  public void append(ByteBuffer bytes) throws IOException {
    file.append(bytes);
  }

  @Override
  public void overwrite(long position, byte[] bytes) throws IOException {
    file.overwrite(position, bytes);
  }

  @Override
  public void force() throws IOException {
    file.force();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
