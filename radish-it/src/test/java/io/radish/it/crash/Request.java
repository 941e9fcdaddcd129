// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import io.radish.resp.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request and what it does.
 *
 * @param writes whether it may change data
 */
record Request(List<String> words, boolean writes, Effect effect) {
  /** What a request does to what is there. */
  @FunctionalInterface
  interface Effect {
    /** Changes it; the reply that is expected, null where any but an error will do. */
    @Nullable Reply on(Holdings holdings);
  }

  static Request write(String cache, List<String> words, Effect effect) {
    return new Request(in(cache, words), true, effect);
  }

  static Request read(String cache, List<String> words, Effect effect) {
    return new Request(in(cache, words), false, effect);
  }

  /** The same request to be run in a cache. */
  static List<String> in(String cache, List<String> words) {
    if (cache.isEmpty()) {
      return List.copyOf(words);
    }
    List<String> all = new ArrayList<>(List.of("CACHE", cache));
    all.addAll(words);
    return List.copyOf(all);
  }
}
