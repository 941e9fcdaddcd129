// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A text within a backup that cannot be what it stands for; the reader adds file and offset. */
final class BadText extends IOException {
  private static final long serialVersionUID = 1L;

  BadText(String reason) {
    this(reason, null);
  }

  BadText(String reason, @Nullable Throwable cause) {
    super(reason, cause);
  }
}
