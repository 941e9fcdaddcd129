// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.memory.ByteView;
import io.radish.value.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a command that waits for keys is to be run again, where it takes more than that a
 * key is there. Holds what it needs of the command's arguments itself; asked by whichever thread
 * brought the news, under the locks of all keys.
 */
@FunctionalInterface
public interface Readiness {
  /** Whether it is, {@code entry} being at {@code key}; null where nothing is. */
  boolean isReady(ByteView key, @Nullable Entry entry);
}
