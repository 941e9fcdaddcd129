// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.memory.ByteView;
import java.io.IOException;

/** Sees the key of each entry before its value is read. */
@FunctionalInterface
interface KeyObserver {
  void key(ByteView key) throws IOException;
}
