// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects what a writer writes, and notes each hand-over. */
final class Replies implements ReplySink {
  final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  final List<String> handOvers = new ArrayList<>();

  /** What the writer makes of that, as Latin-1 text. */
  static String written(int protocol, int blockBytes, Consumer<ReplyWriter> writing) {
    Replies replies = new Replies();
    ReplyWriter writer = new ReplyWriter(blockBytes);
    writer.begin(replies, protocol);
    writing.accept(writer);
    writer.flush();
    return replies.text();
  }

  String text() {
    return bytes.toString(ISO_8859_1);
  }

  @Override
  public void block(byte[] array, int offset, int length) {
    handOvers.add("block " + length);
    bytes.write(array, offset, length);
  }

  @Override
  public void attachment(MemorySegment segment, long offset, long length, Runnable release) {
    handOvers.add("attachment " + length);
    bytes.writeBytes(segment.asSlice(offset, length).toArray(JAVA_BYTE));
    release.run();
  }
}
