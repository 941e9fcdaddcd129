// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.effect.Effects;
import io.radish.journal.UnitSink;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Makes the units of a journal again, and knows which one it is at. Used by one thread. */
final class Replay implements UnitSink {
  private final Effects effects;
  private final Runnable counted;
  private long number;

  Replay(Effects effects, Runnable counted) {
    this.effects = effects;
    this.counted = counted;
  }

  /** The unit begun last. */
  long number() {
    return number;
  }

  @Override
  public Effects begin(long unit, long timeMillis) {
    number = unit;
    return effects;
  }

  @Override
  public void end() {
    counted.run();
  }

  /** Carries a failure to read a kept file through those who know of no files. */
  static UncheckedIOException unreadable(IOException e) {
    return new UncheckedIOException(e);
  }
}
