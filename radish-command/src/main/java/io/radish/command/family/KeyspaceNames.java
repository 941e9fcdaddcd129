// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.CacheNames;
import io.radish.command.Call;
import io.radish.command.Errors;
import io.radish.store.KeyspaceName;
import org.jspecify.annotations.Nullable;

/** Reads the names of caches and stores where clients write them. */
final class KeyspaceNames {
  private KeyspaceNames() {}

  /**
   * Reads a number of a database, {@code default_store}, a cache's name or {@code cache:store};
   * null, with the error written, where it is none.
   */
  static @Nullable KeyspaceName read(Call call, int argument) {
    if (call.arguments().isLong(argument)) {
      KeyspaceName found = ofNumber(call, argument);
      if (found == null) {
        call.error(Errors.DB_OUT_OF_RANGE);
      }
      return found;
    }
    try {
      return KeyspaceName.parse(text(call, argument));
    } catch (IllegalArgumentException e) {
      call.refuse(String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** The keyspace that is there under the name that an argument gives; null where there is none. */
  static @Nullable KeyspaceName find(Call call, int argument) {
    try {
      KeyspaceName name = KeyspaceName.parse(text(call, argument));
      return call.store().find(name) == null ? null : name;
    } catch (IllegalArgumentException e) {
      return null; // no name at all
    }
  }

  /** As {@link #read}, where only a named cache will do, such as one to be made or deleted. */
  static @Nullable String readCache(Call call, int argument) {
    try {
      return KeyspaceName.ofCache(text(call, argument)).cache();
    } catch (IllegalArgumentException e) {
      call.refuse(String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** A name as it stands; of one that is too long for any, only so much that it still is. */
  static String text(Call call, int argument) {
    return CacheNames.text(call.arguments(), argument);
  }

  /** The keyspace that the client means by a number; null where it is out of range. */
  static @Nullable KeyspaceName ofNumber(Call call, int argument) {
    return CacheNames.ofNumber(call.session(), call.server(), call.arguments().toLong(argument));
  }

  /** Whether {@code name} is an expiring store that is not there; the error is written then. */
  static boolean isMissingStore(Call call, KeyspaceName name) {
    if (!name.isStore() || call.store().find(name) != null) {
      return false;
    }
    call.refuse("no such store '" + name + "'; make it with CREATESTORE cache store [ttl]");
    return true;
  }

  /** Writes that there is no such cache. */
  static void refuseMissingCache(Call call, String cache) {
    call.refuse("no such cache '" + cache + "'; LISTCACHES shows those there are");
  }
}
