// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import java.io.IOException;

/**
 * Who talks to a server until that is killed, and knows what must be there after its next start.
 */
interface Party {
  /** Talks to it, over and over; ends when the connection breaks, and by nothing else. */
  void talk(Wire wire) throws IOException;

  /** Compares what is there after a start with what must be, and goes on from that. */
  void settle(Wire wire, long killedNanos) throws IOException;

  /** Requests that change data and were acknowledged, so far. */
  long acknowledgedWrites();
}
