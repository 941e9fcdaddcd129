// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.store.KeyspaceName;
import java.util.List;

/**
 * The caches that full runs leave out: globs of their names, in which {@code *}, {@code ?}, {@code
 * [a-z]}, {@code [^a-z]} and {@code \} mean what they mean to {@code KEYS}.
 *
 * <p>A cache left out takes its stores along; {@code cache:store} leaves out a store alone.
 */
record Exclusions(List<Glob> globs) {
  static Exclusions of(List<String> globs) {
    return new Exclusions(globs.stream().map(Glob::new).toList());
  }

  boolean excludes(KeyspaceName name) {
    return globs.stream().anyMatch(g -> g.matches(name.cache()) || g.matches(name.toString()));
  }
}
