// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Reads a backup file from its first byte and sums what its checksum covers on the way.
 *
 * <p>The digits of the checksum stand at a fixed distance from the end, so the size says where the
 * sum stops; the last bytes are kept for comparison.
 */
final class ChecksumInput extends BulkInput {
  /** What stands behind the digits, to the byte. */
  static final String END = "\"\n}\n";

  static final int DIGITS = 8;

  /** The bytes from the digits to the end of the file. */
  static final int TAIL = DIGITS + END.length();

  private final InputStream source;
  private final long size;
  private final CRC32C sum = new CRC32C();
  private final byte[] tail = new byte[TAIL];
  private long position;
  private long bound = Long.MAX_VALUE;

  /**
   * Makes the input, which closes the source with itself.
   *
   * @param size how many bytes there are, or should be
   */
  ChecksumInput(InputStream source, long size) {
    this.source = source;
    this.size = size;
  }

  /** Opens a backup's JSON. */
  static ChecksumInput open(BackupBytes bytes) throws IOException {
    return new ChecksumInput(bytes.open(), bytes.size());
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (position >= bound) {
      throw new BadText("a name or a number that is too long");
    }
    int count = source.read(target, offset, length);
    if (count <= 0) {
      return count;
    }
    long covered = size - TAIL;
    int summed = (int) Math.max(0, Math.min(count, covered - position));
    sum.update(target, offset, summed);
    for (int i = summed; i < count; i++) {
      long at = position + i - covered;
      if (at >= 0 && at < TAIL) {
        tail[(int) at] = target[offset + i];
      }
    }
    position += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  /**
   * Refuses to read on after so many bytes more: whoever asks for them keeps all of them on the
   * heap.
   */
  void bound(long bytes) {
    bound = position + bytes;
  }

  /** Reads on as long as is wanted. */
  void unbound() {
    bound = Long.MAX_VALUE;
  }

  /** The size of the file, in bytes. */
  long size() {
    return size;
  }

  /** The number of bytes read. */
  long position() {
    return position;
  }

  /** The sum of what the checksum covers, as the file shows it. */
  String checksum() {
    return BackupWriter.hex((int) sum.getValue());
  }

  /** Whether the file, read to its end, ends with these digits and nothing but the fixed end. */
  boolean endsWith(String digits) {
    return position == size
        && size >= TAIL
        && new String(tail, StandardCharsets.ISO_8859_1).equals(digits + END);
  }
}
