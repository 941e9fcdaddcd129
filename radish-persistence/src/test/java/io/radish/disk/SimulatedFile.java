// SPDX-License-Identifier: Apache-2.0
package io.radish.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A file of a {@link SimulatedDisk}: what a reader sees, and what is on the disk already. */
final class SimulatedFile {
  private static final int SECTOR = 512;

  /** Bytes at a place that are not on disk yet. */
  private static final class Change {
    private final int at;
    private final byte[] bytes;

    Change(int at, byte[] bytes) {
      this.at = at;
      this.bytes = bytes;
    }
  }

  private byte[] seen = {};
  private byte[] durable = {};
  private final List<Change> pending = new ArrayList<>();

  byte[] seen() {
    return seen;
  }

  void write(int at, byte[] bytes) {
    Change change = new Change(at, bytes);
    pending.add(change);
    seen = apply(seen, change);
  }

  /** Brings everything to disk. */
  void force() {
    for (Change change : pending) {
      durable = apply(durable, change);
    }
    pending.clear();
  }

  /**
   * Fails to: some of it is on disk, and the rest never will be, as in Linux, which takes what it
   * could not write for written.
   */
  void failToForce(Random random) {
    durable = survivors(random);
    pending.clear();
  }

  /** What a loss of power leaves. */
  SimulatedFile afterCrash(Random random) {
    SimulatedFile file = new SimulatedFile();
    file.durable = survivors(random);
    file.seen = file.durable;
    return file;
  }

  /** Pending changes reach the disk in any order, torn, or not at all. */
  private byte[] survivors(Random random) {
    byte[] bytes = durable;
    int kind = random.nextInt(4);
    for (Change change : pending) {
      boolean whole = kind == 0 || (kind > 1 && random.nextBoolean());
      if (whole) {
        bytes = apply(bytes, change);
      } else if (kind == 3) {
        bytes = apply(bytes, torn(change, random));
      }
    }
    return bytes;
  }

  private static Change torn(Change change, Random random) {
    byte[] bytes = change.bytes.clone();
    switch (random.nextInt(3)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      // The length got there, and the content did not.
      case 1 -> Arrays.fill(bytes, (byte) 0);
      default -> {
        for (int at = 0; at < bytes.length; at += SECTOR) {
          if (random.nextBoolean()) {
            Arrays.fill(bytes, at, Math.min(bytes.length, at + SECTOR), (byte) 0);
          }
        }
      }
    }
    return new Change(change.at, bytes);
  }

  private static byte[] apply(byte[] before, Change change) {
    int end = change.at + change.bytes.length;
    byte[] after = Arrays.copyOf(before, Math.max(before.length, end));
    System.arraycopy(change.bytes, 0, after, change.at, change.bytes.length);
    return after;
  }
}
