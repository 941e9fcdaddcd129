// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * How a backup lies in a {@code .json.zst}: three Zstandard frames, which any reader of Zstandard
 * makes the JSON of again.
 *
 * <pre>
 *   the header of the JSON, stored      one raw block, so that the count in it can be patched
 *   the rest of it, compressed          with a checksum of its content
 *   a frame that readers skip           the JSON's length, and the CRC32C of all bytes before it
 * </pre>
 */
final class ZstdForm {
  /** The first bytes of any Zstandard frame with content. */
  static final int MAGIC = 0xFD2FB528;

  /** What stands before the header of the JSON: magic, descriptor, size, head of the block. */
  static final int STORED_PREFIX = 12;

  /** Magic, length, the JSON's length, the CRC32C. */
  static final int TRAILER = 20;

  /** The bytes of the trailer that its CRC32C covers. */
  static final int TRAILER_SUMMED = TRAILER - Integer.BYTES;

  /** Fast: backups run beside clients, and higher ones gain little on what has no pattern. */
  static final int LEVEL = 1;

  /** The largest window read, 8 MiB: what is written has 1 MiB at most. */
  static final int WINDOW_LOG = 23;

  private static final int SKIPPABLE_MAGIC = 0x184D2A5A;

  /** Content size in four bytes, a single segment, no checksum, no dictionary. */
  private static final byte DESCRIPTOR = (byte) 0xA0;

  /** The longest raw block. */
  private static final int MOST_STORED = 128 << 10;

  private ZstdForm() {}

  /** A frame that holds {@code content} as it is. */
  static byte[] stored(byte[] content, int offset, int length) {
    if (length > MOST_STORED) {
      throw new IllegalArgumentException("more than a block takes: " + length + " bytes");
    }
    int block = length << 3 | 1;
    return ByteBuffer.allocate(STORED_PREFIX + length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(MAGIC)
        .put(DESCRIPTOR)
        .putInt(length)
        .put((byte) block)
        .put((byte) (block >> 8))
        .put((byte) (block >> 16))
        .put(content, offset, length)
        .array();
  }

  /** The trailer, but for its CRC32C. */
  static byte[] trailer(long jsonBytes) {
    return ByteBuffer.allocate(TRAILER_SUMMED)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(SKIPPABLE_MAGIC)
        .putInt(Long.BYTES + Integer.BYTES)
        .putLong(jsonBytes)
        .array();
  }

  static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  /** The JSON's length that a trailer says; -1 where it is no trailer. */
  static long jsonBytes(byte[] trailer) {
    ByteBuffer in = ByteBuffer.wrap(trailer).order(ByteOrder.LITTLE_ENDIAN);
    boolean isTrailer = in.getInt() == SKIPPABLE_MAGIC && in.getInt() == Long.BYTES + Integer.BYTES;
    return isTrailer ? in.getLong() : -1;
  }

  /** The CRC32C that a trailer says. */
  static int sum(byte[] trailer) {
    return ByteBuffer.wrap(trailer).order(ByteOrder.LITTLE_ENDIAN).getInt(TRAILER_SUMMED);
  }

  static int crc(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return (int) sum.getValue();
  }
}
