// SPDX-License-Identifier: Apache-2.0
package io.radish.server.net;

import io.radish.server.config.OutputLimits.Limit;
import java.util.concurrent.TimeUnit;

/** Tells when a client that does not read its replies is to be cut off. */
final class UnreadReplies {
  /** When they passed the soft limit; 0 while they are below. */
  private long overSoftLimitNanos;

  static boolean isPastHardLimit(long bytes, Limit limit) {
    return limit.hardBytes() > 0 && bytes > limit.hardBytes();
  }

  /** Whether so many bytes have been past the soft limit for too long; asked now and then. */
  boolean isPastSoftLimit(long bytes, Limit limit, long nowNanos) {
    if (limit.softBytes() == 0 || bytes <= limit.softBytes()) {
      overSoftLimitNanos = 0;
      return false;
    }
    if (overSoftLimitNanos == 0) {
      overSoftLimitNanos = nowNanos;
    }
    return nowNanos - overSoftLimitNanos > TimeUnit.SECONDS.toNanos(limit.softSeconds());
  }
}
