// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.disk.DiskFileOps;
import io.radish.disk.FileOps.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;

/** Reads whatever bytes there are: the one exception allowed is that the format is wrong. */
final class BackupFuzz {
  private static final String[] SNIPPETS = {
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\\u",
    "\\ud800",
    "null",
    "-",
    "1e9",
    "\"$type\": ",
    "\"$parts:1\": ",
    "\"$base64:\": ",
    "\"$key\": ",
    "\"parts\": [",
    "\"length\": 3",
    "\n",
    "\u0000",
    "\"expires_at\": \"2025-11-15T17:11:18.027Z\", ",
    "é",
    "😀"
  };

  static byte[] mutate(byte[] good, Random random) {
    byte[] bytes = good.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      int end = Math.min(bytes.length, at + random.nextInt(30));
      bytes =
          switch (random.nextInt(4)) {
            case 0 -> {
              bytes[at] = (byte) random.nextInt();
              yield bytes;
            }
            case 1 -> replace(bytes, at, end, new byte[0]);
            case 2 -> replace(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
            default ->
                replace(
                    bytes,
                    at,
                    at + random.nextInt(2),
                    SNIPPETS[random.nextInt(SNIPPETS.length)].getBytes(StandardCharsets.UTF_8));
          };
      if (bytes.length == 0) {
        return bytes;
      }
    }
    return bytes;
  }

  private static byte[] replace(byte[] bytes, int from, int to, byte[] by) {
    int end = Math.min(to, bytes.length);
    byte[] result = new byte[from + by.length + bytes.length - end];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(by, 0, result, from, by.length);
    System.arraycopy(bytes, end, result, from + by.length, bytes.length - end);
    return result;
  }

  /** Corrects the last checksum of what looks like a packed file, so that the rest is looked at. */
  static byte[] signPacked(byte[] bytes) {
    boolean packed =
        bytes.length >= ZstdForm.TRAILER
            && Arrays.equals(
                Arrays.copyOf(bytes, Integer.BYTES), ZstdForm.littleEndian(ZstdForm.MAGIC));
    if (!packed) {
      return bytes;
    }
    byte[] signed = bytes.clone();
    int end = bytes.length - Integer.BYTES;
    byte[] sum = ZstdForm.littleEndian(ZstdForm.crc(Arrays.copyOf(bytes, end)));
    System.arraycopy(sum, 0, signed, end, Integer.BYTES);
    return signed;
  }

  /** Reads the file both ways; returns how often it was good. */
  static int read(Path file) throws IOException {
    return read(file, () -> new DiskFileOps().open(file));
  }

  /** Reads the content of a file both ways; returns how often it was good. */
  static int read(byte[] content) throws IOException {
    return read(Path.of("fuzz.json"), () -> new Content(content));
  }

  private interface Opening {
    InputFile open() throws IOException;
  }

  private static int read(Path file, Opening opening) throws IOException {
    int good = 0;
    for (BackupReader.Trust trust : BackupReader.Trust.values()) {
      try (BackupReader reader = BackupReader.open(file, opening.open(), trust)) {
        reader.verify(Instant.EPOCH);
        good++;
      } catch (BackupFormatException e) {
        if (e.offset() < 0 || e.reason().isEmpty()) {
          throw new AssertionError("no place or no reason", e);
        }
      }
    }
    return good;
  }

  /** Bytes as a file. */
  private static final class Content implements InputFile {
    private final byte[] bytes;

    Content(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public void read(long position, ByteBuffer target) {
      if (position < bytes.length) {
        int count = Math.min(target.remaining(), bytes.length - (int) position);
        target.put(bytes, (int) position, count);
      }
    }

    @Override
    public void close() {}
  }

  private BackupFuzz() {}
}
