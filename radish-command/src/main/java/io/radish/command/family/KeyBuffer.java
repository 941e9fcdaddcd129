// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.memory.ByteView;
import io.radish.resp.ReplyWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys that a walk has found, whose number has to be known before the first is sent; kept as they
 * go onto the wire, so that a million of them are a few large arrays and not a million objects.
 */
final class KeyBuffer {
  private static final int BLOCK_BYTES = 64 << 10;
  private static final byte[] LINE_END = {'\r', '\n'};

  private final List<byte[]> full = new ArrayList<>();
  private final ByteArrayOutputStream current = new ByteArrayOutputStream(256);
  private long count;

  void add(ByteView key) {
    byte[] bytes = key.toBytes();
    current.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
    current.writeBytes(bytes);
    current.writeBytes(LINE_END);
    count++;
    if (current.size() >= BLOCK_BYTES) {
      full.add(current.toByteArray());
      current.reset();
    }
  }

  /** Writes the keys as an array. */
  void writeTo(ReplyWriter reply) {
    reply.array(count);
    full.forEach(reply::raw);
    reply.raw(current.toByteArray());
  }
}
