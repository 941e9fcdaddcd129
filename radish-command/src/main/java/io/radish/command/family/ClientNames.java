// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Call;
import io.radish.memory.ByteView;

/** What a client may call itself or its library. */
final class ClientNames {
  /** The longest name of a client or its library: {@code CLIENT LIST} shows those of all. */
  static final int MOST_BYTES = 4096;

  private ClientNames() {}

  /**
   * Whether argument {@code i} may be a client's name, if it is short enough: no blanks, nothing
   * outside printable ASCII.
   */
  static boolean isPlain(Call call, int i) {
    ByteView name = call.argument(i);
    for (int k = 0; k < name.length(); k++) {
      if (name.get(k) < '!' || name.get(k) > '~') {
        return false;
      }
    }
    return true;
  }

  /** Whether argument {@code i} is longer than a client's name may be. */
  static boolean isTooLong(Call call, int i) {
    return call.arguments().length(i) > MOST_BYTES;
  }
}
