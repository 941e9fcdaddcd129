// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.disk.FileOps;
import java.time.Duration;
import java.util.function.Consumer;

/** Opens to tests of other packages what only this one may set. */
public final class HandlerParts {
  /** Has the backups written to that disk, and passes the time until the next second that way. */
  public static PersistenceHandlerBuilder on(
      PersistenceHandlerBuilder builder, FileOps disk, Consumer<Duration> passing) {
    return builder.files(disk).pause(passing::accept);
  }

  private HandlerParts() {}
}
