// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.resp.ReplySink;
import io.radish.resp.ReplyWriter;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class GatheredReplyTest {
  /** More than lies on the heap. */
  private static final int LONG = 300_000;

  private final GatheredReply gathered = new GatheredReply();

  private static final class Collected implements ReplySink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void block(byte[] array, int offset, int length) {
      bytes.write(array, offset, length);
    }

    @Override
    public void attachment(MemorySegment segment, long offset, long length, Runnable release) {
      throw new AssertionError("copied, not attached");
    }
  }

  private int sent() {
    Collected sink = new Collected();
    ReplyWriter writer = new ReplyWriter(1024);
    writer.begin(sink, 2);
    gathered.copyTo(writer);
    writer.flush();
    return sink.bytes.size();
  }

  @Test
  void longReply_ofAClientThatHasGone_isFreedWhenNoLockIsHeld() {
    ReplyWriter writer = gathered.writer(2);
    gathered.close();
    writer.bulk("x".repeat(LONG));
    // As under the locks of shards: nothing is freed yet.
    gathered.end();
    assertThat(sent()).isGreaterThan(LONG);
    gathered.freeWhereDone();
    assertThat(sent()).isLessThan(LONG);
  }

  @Test
  void longReply_ofAClientThatIsThere_isKeptUntilItWasSent() {
    gathered.writer(2).bulk("x".repeat(LONG));
    gathered.end();
    gathered.freeWhereDone();
    assertThat(sent()).isGreaterThan(LONG);
    gathered.close();
    assertThat(sent()).isLessThan(LONG);
  }
}
