// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Call;
import io.radish.event.Notification;

/** What several commands tell of a key in the same words: that it lost something, or went. */
final class KeyNotices {
  private KeyNotices() {}

  /** Tells what was taken from key number {@code n}, and where that was all, that the key went. */
  static void taken(Call call, Notification kind, String event, int n, boolean all) {
    call.notify(kind, event, n);
    if (all) {
      gone(call, n);
    }
  }

  /** Tells that key number {@code n} is there no more. */
  static void gone(Call call, int n) {
    call.notify(Notification.GENERIC, "del", n);
  }
}
