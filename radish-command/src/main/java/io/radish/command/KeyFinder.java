// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.Arguments;

/**
 * Finds the keys of a command whose {@link KeySpec}s do not tell all: where their places follow
 * from other arguments ({@code SORT ... STORE}), or what is done with them does ({@code SET ...
 * GET}).
 */
@FunctionalInterface
public interface KeyFinder {
  /**
   * Adds the keys of {@code request}, in the order in which handlers number them.
   *
   * @return false where the request cannot be read
   */
  boolean find(Arguments request, KeyPositions found);
}
