// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.ReplySink;
import io.radish.resp.ReplyWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reply that is written on one thread and sent on another, or by nobody.
 *
 * <p>A short one lies on the heap, the rest of a long one outside of it: an element may be larger
 * than the heap is. That memory is freed when the reply is written to its end and {@link #close}
 * was called, in whichever order, since a client may go while its reply is being written. It is
 * written under locks of shards, where freeing would keep others waiting: who wrote it calls {@link
 * #freeWhereDone} when they are let go.
 */
final class GatheredReply implements ReplySink {
  private static final int BLOCK_BYTES = 1024;

  /** More than nearly every reply has, and little enough to lie on the heap. */
  private static final int HEAP_BYTES = 64 << 10;

  private static final int LARGEST_PIECE = 64 << 20;

  private byte[] head = new byte[0];
  private int headLength;
  private @Nullable Arena arena;
  private final List<MemorySegment> pieces = new ArrayList<>();

  /** The bytes in the last piece; all others are full. */
  private long lastLength;

  private boolean ended;
  private boolean closed;
  private @Nullable ReplyWriter writer;

  /** Begins; what is written to the result is gathered until {@link #end}. */
  ReplyWriter writer(int protocol) {
    ReplyWriter made = new ReplyWriter(BLOCK_BYTES);
    made.begin(this, protocol);
    writer = made;
    return made;
  }

  /** Ends the reply, so that it can be sent; also where writing it failed. */
  void end() {
    try {
      ReplyWriter made = writer;
      if (made != null) {
        made.flush();
      }
    } finally {
      synchronized (this) {
        ended = true;
      }
    }
  }

  /** Frees what the reply takes, now or when it has ended; by any thread, under no lock. */
  synchronized void close() {
    closed = true;
    freeWhereDone();
  }

  /** Frees what the reply takes, where it has ended and was closed before; under no lock. */
  synchronized void freeWhereDone() {
    Arena all = arena;
    if (ended && closed && all != null) {
      arena = null;
      pieces.clear();
      all.close();
    }
  }

  /** Writes the reply to where it is to go; it has ended and is not closed. */
  void copyTo(ReplyWriter reply) {
    reply.raw(head, 0, headLength);
    for (int i = 0; i < pieces.size(); i++) {
      boolean last = i == pieces.size() - 1;
      reply.raw(pieces.get(i), 0, last ? lastLength : pieces.get(i).byteSize());
    }
  }

  @Override
  public void block(byte[] array, int offset, int length) {
    if (pieces.isEmpty() && headLength + length <= HEAP_BYTES) {
      if (headLength + length > head.length) {
        head = Arrays.copyOf(head, Math.max(headLength + length, head.length * 2));
      }
      System.arraycopy(array, offset, head, headLength, length);
      headLength += length;
    } else {
      append(MemorySegment.ofArray(array), offset, length);
    }
  }

  @Override
  public void attachment(MemorySegment segment, long offset, long length, Runnable release) {
    append(segment, offset, length);
    release.run();
  }

  private void append(MemorySegment source, long offset, long length) {
    long done = 0;
    while (done < length) {
      if (pieces.isEmpty() || lastLength == pieces.getLast().byteSize()) {
        addPiece();
      }
      MemorySegment piece = pieces.getLast();
      long part = Math.min(length - done, piece.byteSize() - lastLength);
      MemorySegment.copy(source, offset + done, piece, lastLength, part);
      lastLength += part;
      done += part;
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by freeWhereDone
  private void addPiece() {
    Arena all = arena;
    if (all == null) {
      all = Arena.ofShared();
      arena = all;
    }
    long bytes = pieces.isEmpty() ? HEAP_BYTES : pieces.getLast().byteSize() * 2;
    pieces.add(all.allocate(ValueLayout.JAVA_BYTE, Math.min(bytes, LARGEST_PIECE)));
    lastLength = 0;
  }
}
