// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import java.util.concurrent.atomic.LongAdder;

/** Counts what came and went since the start, or since {@link #reset}. Used by all threads. */
public final class Traffic {
  final LongAdder accepted = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder bytesIn = new LongAdder();
  final LongAdder bytesOut = new LongAdder();
  final LongAdder cutOff = new LongAdder();

  Traffic() {}

  /** Clients that connected. */
  public long accepted() {
    return accepted.sum();
  }

  /** Clients turned away because there were too many, or because of protected mode. */
  public long refused() {
    return refused.sum();
  }

  /** Bytes that clients sent. */
  public long bytesIn() {
    return bytesIn.sum();
  }

  /** Bytes of replies, sent or waiting. */
  public long bytesOut() {
    return bytesOut.sum();
  }

  /** Clients cut off because they did not read their replies. */
  public long cutOff() {
    return cutOff.sum();
  }

  /** Begins anew. */
  void reset() {
    accepted.reset();
    refused.reset();
    bytesIn.reset();
    bytesOut.reset();
    cutOff.reset();
  }
}
