// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which keys go where memory is short; under Redis' names. */
public enum EvictionPolicy {
  /** None: what needs more memory is refused. */
  NOEVICTION,
  /** The one used longest ago, of all. */
  ALLKEYS_LRU,
  /** The one used least often, of all. */
  ALLKEYS_LFU,
  /** Any. */
  ALLKEYS_RANDOM,
  /** The one used longest ago, of those with a deadline. */
  VOLATILE_LRU,
  /** The one used least often, of those with a deadline. */
  VOLATILE_LFU,
  /** Any with a deadline. */
  VOLATILE_RANDOM,
  /** The one with the nearest deadline. */
  VOLATILE_TTL;

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Redis' name. */
  public String label() {
    return label;
  }

  /** The policy of that name, in whatever case; null for none. */
  public static @Nullable EvictionPolicy parse(String label) {
    String wanted = label.toLowerCase(Locale.ROOT);
    for (EvictionPolicy each : values()) {
      if (each.label.equals(wanted)) {
        return each;
      }
    }
    return null;
  }

  /** Whether any keys go. */
  public boolean evicts() {
    return this != NOEVICTION;
  }

  /** Whether it counts how often keys are used, instead of noting when. */
  public boolean isFrequency() {
    return this == ALLKEYS_LFU || this == VOLATILE_LFU;
  }

  /** Whether keys without a deadline stay. */
  public boolean isVolatile() {
    return switch (this) {
      case VOLATILE_LRU, VOLATILE_LFU, VOLATILE_RANDOM, VOLATILE_TTL -> true;
      case NOEVICTION, ALLKEYS_LRU, ALLKEYS_LFU, ALLKEYS_RANDOM -> false;
    };
  }
}
