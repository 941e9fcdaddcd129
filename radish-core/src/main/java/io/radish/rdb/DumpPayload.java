// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;
import io.radish.value.Entry;

/**
 * What {@code DUMP} answers and {@code RESTORE} takes: one value with the version of its format and
 * a checksum.
 *
 * <pre>
 *   form, 1 byte | value | version, 2 bytes | CRC-64 of all before, 8 bytes      low bytes first
 * </pre>
 *
 * <p>A payload that was written is outside the heap, and to be closed by the thread that made it.
 */
public final class DumpPayload implements AutoCloseable {
  /** The version that Redis 7.2 writes. */
  public static final int VERSION = 11;

  /** The version that Redis 7.4 writes: of hashes with deadlines of fields; the newest read. */
  public static final int TIMED_VERSION = 12;

  private static final int VERSION_BYTES = 2;
  private static final int CHECKSUM_BYTES = 8;
  private static final int FOOTER_BYTES = VERSION_BYTES + CHECKSUM_BYTES;

  /** What became of reading a payload. */
  public enum Outcome {
    /** The value was whole. */
    READ,

    /** The payload is of a newer version, or was changed on its way. */
    WRONG_VERSION_OR_CHECKSUM,

    /** The payload is not of a form that is known, or contradicts itself. */
    BAD_FORMAT
  }

  private final RdbOutput out;

  private DumpPayload(RdbOutput out) {
    this.out = out;
  }

  /** The payload of an entry's value, without the fields of a hash that are due. */
  public static DumpPayload of(Entry entry, long now) {
    RdbOutput out = new RdbOutput();
    try {
      boolean timed = new ValueWriter(out, now).write(entry);
      out.writeNumber(timed ? TIMED_VERSION : VERSION, VERSION_BYTES);
      out.writeChecksum();
      return new DumpPayload(out);
    } catch (RuntimeException | Error e) {
      out.close();
      throw e;
    }
  }

  /** The number of bytes, which may be more than a reply can carry. */
  public long length() {
    return out.size();
  }

  /** Points {@code view} at the bytes, which stay valid until the payload is closed. */
  public ByteView bytes(ByteView view) {
    return out.view(view);
  }

  @Override
  public void close() {
    out.close();
  }

  /** Reads a payload from anybody, and passes its value on; only where {@code READ} it is whole. */
  public static Outcome read(ByteView payload, ValueSink sink) {
    int end = payload.length() - FOOTER_BYTES;
    if (end < 0
        || PackedBytes.unsigned(payload, end, VERSION_BYTES) > TIMED_VERSION
        || PackedBytes.signed(payload, end + VERSION_BYTES, CHECKSUM_BYTES)
            != Crc64.of(payload.segment(), payload.offset(), end + (long) VERSION_BYTES)) {
      return Outcome.WRONG_VERSION_OR_CHECKSUM;
    }
    try (RdbInput in = new RdbInput(payload, end)) {
      return new ValueReader(in, sink).read() ? Outcome.READ : Outcome.BAD_FORMAT;
    }
  }
}
