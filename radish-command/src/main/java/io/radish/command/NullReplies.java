// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.ReplySink;
import io.radish.resp.ReplyWriter;
import java.lang.foreign.MemorySegment;

/** Replies that nobody wants: after {@code CLIENT REPLY OFF} or {@code SKIP}. */
final class NullReplies implements ReplySink {
  private final ReplyWriter writer = new ReplyWriter(1024);

  ReplyWriter writer(int protocol) {
    writer.begin(this, protocol);
    return writer;
  }

  /** The one to write to from now on instead of {@code other}, which may be it already. */
  ReplyWriter instead(ReplyWriter other) {
    return other == writer ? writer : writer(other.protocol());
  }

  void discard() {
    writer.flush();
  }

  @Override
  public void block(byte[] array, int offset, int length) {
    // Nobody reads it.
  }

  @Override
  public void attachment(MemorySegment segment, long offset, long length, Runnable release) {
    release.run();
  }
}
