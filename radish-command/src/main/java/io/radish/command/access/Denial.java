// SPDX-License-Identifier: Apache-2.0
package io.radish.command.access;

import java.util.Locale;

/** What a request was refused for; the later ones tell more, so that they are told first. */
public enum Denial {
  COMMAND,
  KEY,
  AUTH,
  CHANNEL,

  /** Of our own: a cache that the user is kept out of. */
  CACHE;

  /** The reason in {@code ACL LOG}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
