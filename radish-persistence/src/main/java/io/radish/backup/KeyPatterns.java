// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.memory.ByteView;
import io.radish.store.GlobPattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which keys of a backup are meant: those that match any of some patterns, as {@code KEYS} does.
 */
public final class KeyPatterns {
  /** All keys. */
  public static final KeyPatterns ALL = new KeyPatterns(List.of());

  private final List<byte[]> patterns;

  private KeyPatterns(List<byte[]> patterns) {
    this.patterns = patterns;
  }

  /** The keys that match any of those patterns. */
  public static KeyPatterns of(String... patterns) {
    List<byte[]> bytes = new ArrayList<>();
    for (String pattern : patterns) {
      bytes.add(pattern.getBytes(StandardCharsets.UTF_8));
    }
    return of(bytes);
  }

  /**
   * The keys that match any of those patterns of bytes.
   *
   * @throws IllegalArgumentException where there is no pattern
   */
  public static KeyPatterns of(Collection<byte[]> patterns) {
    if (patterns.isEmpty()) {
      throw new IllegalArgumentException("expected a pattern of keys, such as user:*");
    }
    return new KeyPatterns(patterns.stream().map(byte[]::clone).toList());
  }

  /** Whether no key is left out. */
  public boolean isAll() {
    return patterns.isEmpty();
  }

  /** What tells the keys that are meant from the others; for one thread. */
  Predicate<ByteView> matcher() {
    List<GlobPattern> globs = patterns.stream().map(GlobPattern::new).toList();
    return key -> globs.isEmpty() || globs.stream().anyMatch(glob -> glob.matches(key));
  }
}
