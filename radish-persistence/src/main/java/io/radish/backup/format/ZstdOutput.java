// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.radish.disk.ByteOutput;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/**
 * Packs what {@link BackupWriter} writes, as {@link ZstdForm} has it, and hands it on.
 *
 * <p>The first bytes appended are the header: they alone can be overwritten. Not thread-safe.
 */
public final class ZstdOutput implements ByteOutput, Closeable {
  private final ByteOutput target;
  private final ZstdOutputStreamNoFinalizer packer;
  private final CRC32C bodySum = new CRC32C();
  private byte[] head = {};
  private long bodyBytes;
  private long jsonBytes;

  /** Packs into {@code target}, which stays the caller's. */
  public ZstdOutput(ByteOutput target) throws IOException {
    this.target = target;
    this.packer = new ZstdOutputStreamNoFinalizer(new Body(), ZstdForm.LEVEL);
    packer.setChecksum(true);
  }

  @Override
  public void append(byte[] bytes, int offset, int length) throws IOException {
    jsonBytes += length;
    if (head.length == 0) {
      head = ZstdForm.stored(bytes, offset, length);
      target.append(head, 0, head.length);
    } else {
      packer.write(bytes, offset, length);
    }
  }

  @Override
  public void overwrite(long position, byte[] bytes) throws IOException {
    int at = Math.toIntExact(position) + ZstdForm.STORED_PREFIX;
    System.arraycopy(bytes, 0, head, at, bytes.length);
    target.overwrite(at, bytes);
  }

  /** Ends the file; the number of its bytes. */
  public long finish() throws IOException {
    packer.close();
    byte[] trailer = ZstdForm.trailer(jsonBytes);
    body(trailer, 0, trailer.length);
    int sum = Crc32cCombine.combine(ZstdForm.crc(head), (int) bodySum.getValue(), bodyBytes);
    byte[] digits = ZstdForm.littleEndian(sum);
    target.append(digits, 0, digits.length);
    return head.length + bodyBytes + digits.length;
  }

  private void body(byte[] bytes, int offset, int length) throws IOException {
    bodySum.update(bytes, offset, length);
    bodyBytes += length;
    target.append(bytes, offset, length);
  }

  /** Gives back memory, where it was not finished. */
  @Override
  public void close() throws IOException {
    packer.close();
  }

  private final class Body extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      body(bytes, offset, length);
    }
  }
}
