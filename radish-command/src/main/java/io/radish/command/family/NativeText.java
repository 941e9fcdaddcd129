// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.memory.ByteView;
import io.radish.resp.ReplyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A text put together in the background for a client's answer, outside the heap, because it may be
 * as long as a string may be. The memory goes when nobody holds the text any more.
 */
final class NativeText {
  /** The longest string that clients take. */
  private static final long MOST_BYTES = 512L << 20;

  private final MemorySegment bytes;

  private NativeText(MemorySegment bytes) {
    this.bytes = bytes;
  }

  /** Writes the text; the same each time. */
  interface Source {
    void writeTo(OutputStream target) throws IOException;
  }

  /**
   * Puts a text together.
   *
   * @throws IllegalArgumentException where it is longer than an answer may be
   */
  static NativeText of(Source source) throws IOException {
    Counter counter = new Counter();
    source.writeTo(counter);
    if (counter.count > MOST_BYTES) {
      throw new IllegalArgumentException(
          "the value takes "
              + counter.count
              + " bytes, more than an answer may have; radish backup get --dir writes it to a file");
    }
    MemorySegment bytes = Arena.ofAuto().allocate(Math.max(1, counter.count));
    source.writeTo(new Filler(bytes));
    return new NativeText(bytes.asSlice(0, counter.count));
  }

  /** Answers with the text. */
  void reply(ReplyWriter reply) {
    // Whoever sends the bytes from where they lie holds them, and gives nothing back.
    reply.bulkAttachment(bytes, 0, bytes.byteSize(), () -> {});
  }

  private static final class Counter extends OutputStream {
    private long count;

    @Override
    public void write(int b) {
      count++;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      count += length;
    }
  }

  private static final class Filler extends OutputStream {
    private final MemorySegment target;
    private final ByteView view = new ByteView();
    private long at;

    Filler(MemorySegment target) {
      this.target = target;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      view.set(source, offset, length).copyTo(target, at);
      at += length;
    }
  }
}
