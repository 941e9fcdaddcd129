// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.time.Duration;

/** How a thread lets time pass. */
@FunctionalInterface
interface Pause {
  /** Waits that long. */
  void pause(Duration duration) throws InterruptedException;
}
