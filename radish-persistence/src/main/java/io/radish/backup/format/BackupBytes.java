// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.radish.disk.FileOps.InputFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * The JSON of a backup file, packed or not: read from its first byte as often as wanted.
 *
 * <p>Which of both a file is its first bytes say, not its name. Not thread-safe.
 */
final class BackupBytes implements Closeable {
  private static final int PIECE_BYTES = 256 << 10;

  private final Path file;
  private final InputFile input;
  private final long fileSize;
  private final long size;
  private final boolean packed;
  private boolean whole;

  private BackupBytes(Path file, InputFile input, long fileSize, long size, boolean packed) {
    this.file = file;
    this.input = input;
    this.fileSize = fileSize;
    this.size = size;
    this.packed = packed;
  }

  /** Looks at an open file, which is closed with what is made. */
  static BackupBytes of(Path file, InputFile input) throws IOException {
    long fileSize = input.size();
    ByteBuffer magic = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    input.read(0, magic);
    boolean packed = !magic.hasRemaining() && magic.getInt(0) == ZstdForm.MAGIC;
    if (!packed) {
      return new BackupBytes(file, input, fileSize, fileSize, false);
    }
    long jsonBytes = ZstdForm.jsonBytes(trailer(input, fileSize));
    if (jsonBytes < 0) {
      throw new BackupFormatException(
          file,
          Math.max(0, fileSize - ZstdForm.TRAILER),
          "compressed, but not as Radish does, or cut short; where it was packed by hand, unpack it"
              + " with zstd -d and restore the JSON");
    }
    return new BackupBytes(file, input, fileSize, jsonBytes, true);
  }

  private static byte[] trailer(InputFile input, long fileSize) throws IOException {
    ByteBuffer trailer = ByteBuffer.allocate(ZstdForm.TRAILER);
    if (fileSize >= ZstdForm.TRAILER) {
      input.read(fileSize - ZstdForm.TRAILER, trailer);
    }
    return trailer.array();
  }

  /** The JSON's length; of a packed file, what it claims. */
  long size() {
    return size;
  }

  /** The bytes that the file has. */
  long fileSize() {
    return fileSize;
  }

  /** The last bytes of the file, packed or not. */
  byte[] fileTail(int count) throws IOException {
    ByteBuffer tail = ByteBuffer.allocate((int) Math.min(count, fileSize));
    input.read(fileSize - tail.capacity(), tail);
    return tail.array();
  }

  /** Checks that a packed file is to the bit what was written, before all of it is unpacked. */
  void checkWhole() throws IOException {
    if (!packed || whole) {
      return;
    }
    CRC32C sum = new CRC32C();
    byte[] piece = new byte[PIECE_BYTES];
    try (InputStream in = new Part(input, fileSize - Integer.BYTES)) {
      for (int count = in.read(piece, 0, piece.length);
          count > 0;
          count = in.read(piece, 0, piece.length)) {
        sum.update(piece, 0, count);
      }
    }
    int claimed = ZstdForm.sum(trailer(input, fileSize));
    if ((int) sum.getValue() != claimed) {
      throw new BackupFormatException(
          file,
          fileSize - Integer.BYTES,
          String.format(
              Locale.ROOT,
              "the checksum of the compressed bytes is crc32c:%08x, but that of the bytes before"
                  + " it is crc32c:%08x",
              claimed,
              (int) sum.getValue()));
    }
    whole = true;
  }

  /** Opens the JSON; whoever opens it closes it. */
  InputStream open() throws IOException {
    if (!packed) {
      return new Part(input, Long.MAX_VALUE);
    }
    return new Unpacked(file, new Part(input, fileSize - ZstdForm.TRAILER));
  }

  @Override
  public void close() throws IOException {
    input.close();
  }

  /** The bytes of a file, which it leaves open, up to some end. */
  private static final class Part extends BulkInput {
    private final InputFile input;
    private final long end;
    private long position;

    Part(InputFile input, long end) {
      this.input = input;
      this.end = end;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int most = (int) Math.min(length, end - position);
      if (most <= 0) {
        return length == 0 ? 0 : -1;
      }
      ByteBuffer bytes = ByteBuffer.wrap(target, offset, most);
      input.read(position, bytes);
      int count = bytes.position() - offset;
      position += count;
      return count == 0 ? -1 : count;
    }
  }

  /** What a packed file holds; says where it is damaged. */
  private static final class Unpacked extends BulkInput {
    private final Path file;
    private final Part packed;
    private final ZstdInputStreamNoFinalizer in;

    Unpacked(Path file, Part packed) throws IOException {
      this.file = file;
      this.packed = packed;
      this.in = new ZstdInputStreamNoFinalizer(packed);
      in.setLongMax(ZstdForm.WINDOW_LOG);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return in.read(target, offset, length);
      } catch (ZstdIOException e) {
        throw new BackupFormatException(
            file, packed.position, "the compressed bytes before it are damaged: " + e.getMessage());
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
