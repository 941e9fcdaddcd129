// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import io.radish.resp.Reply;
import java.io.IOException;
import java.util.List;

/** A client that reads what others write: what it has read may not go, acknowledged or not. */
final class Reader implements Party {
  private final List<Writer> writers;
  private long reads;

  Reader(List<Writer> writers) {
    this.writers = writers;
  }

  @Override
  public void talk(Wire wire) throws IOException {
    while (true) {
      for (Writer writer : writers) {
        wire.add(List.of("GET", Deeds.sequenceKey(writer.name())));
      }
      wire.flush();
      for (Writer writer : writers) {
        if (wire.read() instanceof Reply.Bulk bulk) {
          writer.ledger().seen(Long.parseLong(bulk.text()));
          reads++;
        }
      }
    }
  }

  @Override
  public void settle(Wire wire, long killedNanos) {
    // The writers' ledgers know what was read.
  }

  @Override
  public long acknowledgedWrites() {
    return 0;
  }

  /** What it has read so far. */
  long reads() {
    return reads;
  }
}
