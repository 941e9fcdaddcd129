// SPDX-License-Identifier: Apache-2.0
package io.radish.event;

/**
 * Is told what changes.
 *
 * <p>Called by the thread that made the change, or by one that made another change at the same
 * time, after all locks were let go: a listener may use the store, and should be quick, since it
 * holds that thread up. What it throws is reported and otherwise ignored.
 */
@FunctionalInterface
public interface StoreListener {
  /** Takes one event; events of one key come in order, one at a time. */
  void onEvent(StoreEvent event);
}
