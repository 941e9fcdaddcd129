// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.memory.ByteView;
import io.radish.resp.ReplyWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Keys that a walk has found, whose number has to be known before the first is sent; kept as they
 * go onto the wire.
 *
 * <p>The first of them lie on the heap, and what is more outside it, in blocks that are sent from
 * their place and freed one by one: all keys of a store may take many times the heap. Used by one
 * thread, which also sends, and to be closed by it.
 */
final class KeyBuffer implements AutoCloseable {
  /** What lies on the heap: the keys of nearly every {@code SCAN}. */
  private static final int HEAP_BYTES = 64 << 10;

  /** Few enough blocks for any reply, and little enough to waste of the last one. */
  private static final int BLOCK_BYTES = 1 << 20;

  private static final byte[] LINE_END = {'\r', '\n'};

  /** Memory of its own, so that it can be freed before the others. */
  private static final class Block {
    private final Arena arena;
    private final MemorySegment segment;
    private long size;

    @SuppressWarnings("MustBeClosedChecker") // closed by who sends it, or by the buffer's close()
    Block(long bytes) {
      arena = Arena.ofConfined();
      try {
        segment = arena.allocate(bytes);
      } catch (OutOfMemoryError noMemory) {
        arena.close();
        throw noMemory;
      }
    }

    long room() {
      return segment.byteSize() - size;
    }

    void add(byte[] bytes) {
      MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, size, bytes.length);
      size += bytes.length;
    }

    void add(ByteView bytes) {
      bytes.copyTo(segment, size);
      size += bytes.length();
    }
  }

  private byte[] head = new byte[256];
  private int headLength;
  private final Deque<Block> blocks = new ArrayDeque<>();
  private long count;
  private long bytes;

  void add(ByteView key) {
    byte[] header = ("$" + key.length() + "\r\n").getBytes(StandardCharsets.US_ASCII);
    long needed = (long) header.length + key.length() + LINE_END.length;
    if (blocks.isEmpty() && headLength + needed <= HEAP_BYTES) {
      addToHead(header, key, headLength + (int) needed);
    } else {
      if (blocks.isEmpty() || blocks.getLast().room() < needed) {
        blocks.add(new Block(Math.max(BLOCK_BYTES, needed)));
      }
      Block block = blocks.getLast();
      block.add(header);
      block.add(key);
      block.add(LINE_END);
    }
    count++;
    bytes += needed;
  }

  /** The bytes that the keys take in a reply. */
  long bytes() {
    return bytes;
  }

  private void addToHead(byte[] header, ByteView key, int length) {
    if (length > head.length) {
      head = Arrays.copyOf(head, Math.max(length, head.length * 2));
    }
    System.arraycopy(header, 0, head, headLength, header.length);
    key.copyTo(0, head, headLength + header.length, key.length());
    System.arraycopy(LINE_END, 0, head, length - LINE_END.length, LINE_END.length);
    headLength = length;
  }

  /** Writes the keys as an array; once, for what lies outside the heap is handed over. */
  void writeTo(ReplyWriter reply) {
    reply.array(count);
    writeItems(reply);
  }

  /** As {@link #writeTo}, as a set. */
  void writeSetTo(ReplyWriter reply) {
    reply.set(count);
    writeItems(reply);
  }

  private void writeItems(ReplyWriter reply) {
    reply.raw(head, 0, headLength);
    while (!blocks.isEmpty()) {
      Block block = blocks.removeFirst();
      reply.rawAttachment(block.segment, 0, block.size, block.arena::close);
    }
  }

  /** Frees what was not handed over, because something went wrong before. */
  @Override
  public void close() {
    blocks.forEach(block -> block.arena.close());
    blocks.clear();
  }
}
