// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.disk.ByteOutput;
import io.radish.snapshot.KeyspaceSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;

/** A backup file in memory. */
final class MemoryOutput implements ByteOutput {
  static final Instant CUT = Instant.parse("2025-11-15T15:11:18.027451Z");
  static final BackupStamp STAMP =
      new BackupStamp(CUT, ZoneId.of("Europe/Berlin"), "01JCR8XKZV9V4T3E6S0Q2M7N5P", 4);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private byte[] patched = new byte[0];
  private long patchedAt;

  static byte[] write(KeyspaceSnapshot keyspace) throws IOException {
    MemoryOutput out = new MemoryOutput();
    new BackupWriter().write(keyspace, STAMP, out);
    return out.bytes();
  }

  @Override
  public void append(byte[] more, int offset, int length) {
    bytes.write(more, offset, length);
  }

  @Override
  public void overwrite(long position, byte[] instead) {
    patched = instead.clone();
    patchedAt = position;
  }

  byte[] bytes() {
    byte[] all = bytes.toByteArray();
    System.arraycopy(patched, 0, all, (int) patchedAt, patched.length);
    return all;
  }
}
