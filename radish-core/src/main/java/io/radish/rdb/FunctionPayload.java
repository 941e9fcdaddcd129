// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code FUNCTION DUMP} answers and {@code FUNCTION RESTORE} takes: the codes of libraries,
 * with the version of the format and a checksum as in {@link DumpPayload}.
 *
 * <pre>
 *   (245 | string)* | version, 2 bytes | CRC-64 of all before, 8 bytes
 * </pre>
 */
public final class FunctionPayload {
  private static final int LIBRARY = 245;

  /** What release candidates of Redis 7.0 wrote; no release reads it. */
  private static final int EARLY_LIBRARY = 246;

  private static final int VERSION_BYTES = 2;
  private static final int FOOTER_BYTES = VERSION_BYTES + 8;

  /**
   * What was read.
   *
   * @param mistake what is wrong; null where nothing is
   */
  public record Read(List<byte[]> codes, @Nullable String mistake) {}

  private FunctionPayload() {}

  /** The payload of some libraries. */
  public static byte[] of(List<byte[]> codes) {
    try (RdbOutput out = new RdbOutput()) {
      for (byte[] code : codes) {
        out.writeByte(LIBRARY);
        out.writeString(new ByteView().set(code, 0, code.length));
      }
      out.writeNumber(DumpPayload.VERSION, VERSION_BYTES);
      out.writeChecksum();
      return out.view(new ByteView()).toBytes();
    }
  }

  /** Reads a payload from anybody. */
  public static Read read(ByteView payload) {
    int end = payload.length() - FOOTER_BYTES;
    if (end < 0
        || PackedBytes.unsigned(payload, end, VERSION_BYTES) > DumpPayload.VERSION
        || PackedBytes.signed(payload, end + VERSION_BYTES, 8)
            != Crc64.of(payload.segment(), payload.offset(), end + (long) VERSION_BYTES)) {
      return new Read(List.of(), "DUMP payload version or checksum are wrong");
    }
    List<byte[]> codes = new ArrayList<>();
    ByteView code = new ByteView();
    try (RdbInput in = new RdbInput(payload, end)) {
      while (in.hasMore()) {
        int kind = in.unsignedByte();
        if (kind == EARLY_LIBRARY) {
          return new Read(List.of(), "Pre-release function format not supported.");
        }
        if (kind != LIBRARY) {
          return new Read(List.of(), "given type is not a function");
        }
        in.string(code);
        if (!in.isSound()) {
          return new Read(List.of(), "Failed loading library code");
        }
        codes.add(code.toBytes());
      }
    }
    return new Read(codes, null);
  }
}
