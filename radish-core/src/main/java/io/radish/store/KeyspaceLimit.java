// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one keyspace may take, and which of its keys go where memory is short.
 *
 * @param maxBytes its quota; 0 for none
 * @param policy under its quota and under the store's limit; null for that of the store
 */
public record KeyspaceLimit(long maxBytes, @Nullable EvictionPolicy policy) {
  /** Neither a quota nor a policy. */
  public static final KeyspaceLimit NONE = new KeyspaceLimit(0, null);

  /** Checks the quota. */
  public KeyspaceLimit {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("a quota is no less than 0 bytes, not " + maxBytes);
    }
  }

  /** Whether it says anything. */
  public boolean isNone() {
    return equals(NONE);
  }

  /** The policy that counts where the store has {@code other}. */
  public EvictionPolicy policyOr(EvictionPolicy other) {
    return Objects.requireNonNullElse(policy, other);
  }
}
