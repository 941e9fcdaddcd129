// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.Arguments;
import io.radish.store.KeyspaceName;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which caches and stores a request reaches for, so that users can be kept out of some. What cannot
 * be read is passed by: who runs the command refuses it.
 */
@FunctionalInterface
public interface CacheUse {
  /** None: it is about the connection, or the server. */
  CacheUse NONE = (names, request, current, used) -> {};

  /** That which the client is in, or which stands in front of a command inside {@code CACHE}. */
  CacheUse CURRENT = (names, request, current, used) -> used.accept(current);

  /** All there are: what it does cannot be told apart by caches. */
  CacheUse EVERY = (names, request, current, used) -> {};

  /** The store that arguments 1 and 2 name. */
  CacheUse STORE =
      (names, request, current, used) -> {
        if (request.count() > 2) {
          KeyspaceName name = storeOrNull(request);
          if (name != null) {
            used.accept(name);
          }
        }
      };

  /** Finds the keyspace that an argument names; null where it names none. */
  @FunctionalInterface
  interface Names {
    @Nullable KeyspaceName find(Arguments request, int argument);
  }

  void find(Names names, Arguments request, KeyspaceName current, Consumer<KeyspaceName> used);

  /** Those that arguments at these positions name. */
  static CacheUse at(int... positions) {
    return (names, request, current, used) -> {
      for (int position : positions) {
        KeyspaceName name = names.find(request, position);
        if (name != null) {
          used.accept(name);
        }
      }
    };
  }

  /** These and others. */
  default CacheUse and(CacheUse more) {
    return (names, request, current, used) -> {
      find(names, request, current, used);
      more.find(names, request, current, used);
    };
  }

  /** Those that stand behind a word, from an argument on: the last of them counts, so all do. */
  static CacheUse behind(String word, int from) {
    return (names, request, current, used) -> {
      for (int i = from; i + 1 < request.count(); i++) {
        KeyspaceName name = request.matches(i, word) ? names.find(request, i + 1) : null;
        if (name != null) {
          used.accept(name);
        }
      }
    };
  }

  private static @Nullable KeyspaceName storeOrNull(Arguments request) {
    try {
      return KeyspaceName.ofStore(CacheNames.text(request, 1), CacheNames.text(request, 2));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
