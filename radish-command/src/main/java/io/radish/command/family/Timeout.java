// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Call;
import io.radish.command.Errors;

/** How long a command is ready to wait: decimal seconds, 0 for as long as it takes. */
final class Timeout {
  /** What {@link #millis} answers with where there is no time. */
  static final long REFUSED = -1;

  private static final long MAX_WHOLE_SECONDS = Long.MAX_VALUE / 1000;

  private Timeout() {}

  /**
   * Reads argument {@code i} as milliseconds, rounded up; {@link #REFUSED}, with the error written,
   * where it is no time.
   */
  static long millis(Call call, int i) {
    long millis;
    if (call.arguments().isLong(i) && Math.abs(call.arguments().toLong(i)) <= MAX_WHOLE_SECONDS) {
      millis = call.arguments().toLong(i) * 1000;
    } else {
      LongDouble seconds = LongDouble.read(call.argument(i));
      if (seconds == null) {
        call.error(Errors.TIMEOUT_NOT_FLOAT);
        return REFUSED;
      }
      millis = seconds.thousandfold();
    }
    if (millis < 0) {
      call.error(Errors.TIMEOUT_NEGATIVE);
      return REFUSED;
    }
    if (millis > Long.MAX_VALUE - call.now()) {
      call.error(Errors.TIMEOUT_OUT_OF_RANGE);
      return REFUSED;
    }
    return millis;
  }
}
