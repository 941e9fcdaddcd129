// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.io.IOException;
import java.io.Serial;
import java.time.Instant;

/** An instant is asked for that lies before everything that is kept of the past. */
public final class OutOfReachException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final Instant earliest;

  /** Made by who keeps the past; {@code earliest} is what that begins with. */
  public OutOfReachException(Instant earliest) {
    super("the past that is kept begins at " + earliest);
    this.earliest = earliest;
  }

  /** The earliest instant that can be asked for. */
  public Instant earliest() {
    return earliest;
  }
}
