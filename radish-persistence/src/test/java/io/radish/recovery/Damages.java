// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;

/**
 * What chance does to a file: bytes that flip, an end or a piece that is gone, a piece of zeros.
 */
final class Damages {
  private static final int LONGEST = 20_000;

  private final Random random;

  Damages(Random random) {
    this.random = random;
  }

  /** The bytes, changed somewhere. */
  byte[] change(byte[] good) {
    byte[] bad = changed(good, random.nextInt(good.length));
    return Arrays.equals(good, bad) ? change(good) : bad;
  }

  private byte[] changed(byte[] good, int at) {
    int end = Math.min(good.length, at + 1 + random.nextInt(LONGEST));
    return switch (random.nextInt(6)) {
      case 0, 1, 2 -> flipped(good, at, 1 << random.nextInt(8));
      case 3 -> Arrays.copyOf(good, at);
      case 4 -> {
        byte[] bad = new byte[good.length - (end - at)];
        System.arraycopy(good, 0, bad, 0, at);
        System.arraycopy(good, end, bad, at, good.length - end);
        yield bad;
      }
      default -> {
        byte[] bad = good.clone();
        Arrays.fill(bad, at, end, (byte) 0);
        yield bad;
      }
    };
  }

  /** Makes a file hold {@code bytes}, where it is: what has the same length needs no new blocks. */
  static void write(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer all = ByteBuffer.wrap(bytes);
      while (all.hasRemaining()) {
        channel.write(all, all.position());
      }
      channel.truncate(bytes.length);
    }
  }

  /** The bytes with one of them changed. */
  static byte[] flipped(byte[] good, int at, int mask) {
    byte[] bad = good.clone();
    bad[at] ^= (byte) mask;
    return bad;
  }
}
