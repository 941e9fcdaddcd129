// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.disk.ByteOutput;
import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.KeyspaceSnapshot;
import io.radish.store.EvictionPolicy;
import io.radish.store.KeyspaceLimit;
import io.radish.store.KeyspaceName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Writes keyspaces as backup files, each in one pass.
 *
 * <p>How many entries a keyspace has is known only when all were seen, and stands in the header. So
 * the header leaves a field of fixed width for it, which is patched at the end, and the checksum of
 * the header and that of the rest are joined.
 *
 * <p>Keeps its buffers from file to file. Not thread-safe.
 */
public final class BackupWriter {
  /**
   * What was written.
   *
   * @param items the number of entries
   * @param bytes the size of the file
   * @param checksum as the file says it, {@code crc32c:} and eight digits
   */
  public record Written(long items, long bytes, String checksum) {}

  /** What stands before the digits of a checksum. */
  static final String ALGORITHM = "crc32c:";

  /** Room for the longest count, the comma after it and the blanks that fill up. */
  private static final int COUNT_WIDTH = 20;

  private final JsonOutput json = new JsonOutput(this::drain);
  private final EntryWriter entries = new EntryWriter(json);
  private final CRC32C bodySum = new CRC32C();
  private ByteOutput out = new NoOutput();
  private long bodyBytes;

  /** Makes a writer. */
  public BackupWriter() {}

  /**
   * Writes one keyspace to {@code target}, which is whole when this returns, but not yet synced.
   */
  public Written write(KeyspaceSnapshot keyspace, BackupStamp stamp, ByteOutput target)
      throws IOException {
    reset(target);
    int countAt = header(keyspace, stamp);
    byte[] header = json.take();
    target.append(header, 0, header.length);

    long items;
    try (EntryCursor cursor = keyspace.entries()) {
      items = entries.writeAll(cursor);
    }
    json.raw(",\n  \"checksum\": \"crc32c:");
    json.flush();

    byte[] count = count(items);
    System.arraycopy(count, 0, header, countAt, count.length);
    target.overwrite(countAt, count);
    String digits = checksum(header);
    byte[] end = (digits + "\"\n}\n").getBytes(StandardCharsets.US_ASCII);
    target.append(end, 0, end.length);
    return new Written(items, header.length + bodyBytes + end.length, ALGORITHM + digits);
  }

  /**
   * Writes entries alone, in the form of a backup's {@code data}; returns their number.
   *
   * <p>The cursor stays the caller's.
   */
  public static long writeData(EntryCursor cursor, OutputStream target) throws IOException {
    JsonOutput json = new JsonOutput((bytes, length) -> target.write(bytes, 0, length));
    long items = new EntryWriter(json).writeAll(cursor);
    json.flush();
    return items;
  }

  private void reset(ByteOutput target) {
    json.take();
    bodySum.reset();
    bodyBytes = 0;
    out = target;
  }

  private void drain(byte[] bytes, int length) throws IOException {
    bodySum.update(bytes, 0, length);
    bodyBytes += length;
    out.append(bytes, 0, length);
  }

  /** Writes everything before the entries; returns where the count belongs. */
  private int header(KeyspaceSnapshot keyspace, BackupStamp stamp) throws IOException {
    KeyspaceName name = keyspace.name();
    json.raw('{');
    text("\n  ", "type", BackupType.of(name).label());
    text(",\n  ", "cache_name", name.cache());
    if (name.isStore()) {
      text(",\n  ", "store_name", Objects.requireNonNull(name.store()));
      json.raw(",\n  \"default_ttl_seconds\": " + keyspace.defaultTtlSeconds());
    }
    limit(keyspace.limit());
    text(",\n  ", "timestamp", stamp.timestamp());
    text(",\n  ", "datetime", stamp.datetime());
    json.raw(",\n  \"item_count\": ");
    int countAt = json.buffered();
    json.raw(count(0));
    json.raw("\n  \"format_version\": " + BackupHeader.FORMAT_VERSION);
    text(",\n  ", "utc", stamp.utc());
    text(",\n  ", "run_id", stamp.runId());
    json.raw(",\n  \"run_files\": " + stamp.runFiles());
    json.raw(",\n  \"data\": ");
    return countAt;
  }

  private void limit(KeyspaceLimit limit) throws IOException {
    if (!limit.isNone()) {
      json.raw(",\n  \"maxmemory\": " + limit.maxBytes());
    }
    EvictionPolicy policy = limit.policy();
    if (policy != null) {
      text(",\n  ", "maxmemory_policy", policy.label());
    }
  }

  private void text(String before, String name, String value) throws IOException {
    json.raw(before + '"' + name + "\": ");
    ByteView view = ByteView.of(value);
    json.quoted(view, json.examine(view));
  }

  private static byte[] count(long items) {
    byte[] field = new byte[COUNT_WIDTH];
    Arrays.fill(field, (byte) ' ');
    byte[] digits = (items + ",").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, field, 0, digits.length);
    return field;
  }

  private String checksum(byte[] header) {
    CRC32C headerSum = new CRC32C();
    headerSum.update(header, 0, header.length);
    int whole =
        Crc32cCombine.combine((int) headerSum.getValue(), (int) bodySum.getValue(), bodyBytes);
    return hex(whole);
  }

  /** A checksum as the file shows it. */
  static String hex(int checksum) {
    return String.format(Locale.ROOT, "%08x", checksum);
  }

  /** What the writer writes to between files. */
  private static final class NoOutput implements ByteOutput {
    @Override
    public void append(byte[] bytes, int offset, int length) {
      throw new IllegalStateException("no file is being written");
    }

    @Override
    public void overwrite(long position, byte[] bytes) {
      throw new IllegalStateException("no file is being written");
    }
  }
}
