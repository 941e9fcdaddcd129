// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import io.radish.resp.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * The request of one connection that waits until clients are paused no more; a copy, because others
 * use the memory of the original. Used on the connection's loop, except where said.
 */
final class Postponement {
  private @Nullable Arguments request;
  private volatile boolean waiting;

  /** Lets {@code running} wait, unless it is the request kept already that has to wait again. */
  void keep(Arguments running) {
    if (request == null) {
      request = running.copy();
    }
    waiting = true;
  }

  /** Says that the request may be tried. */
  void end() {
    waiting = false;
  }

  /** Whether the request still has to wait; by any thread. */
  boolean isWaiting() {
    return waiting;
  }

  /** The request to be run before all others; null where there is none. */
  @Nullable Arguments request() {
    return request;
  }

  /** Lets go of the request, because it has run or the connection is gone. */
  void forget() {
    Arguments kept = request;
    if (kept != null) {
      kept.release();
      request = null;
    }
    waiting = false;
  }
}
