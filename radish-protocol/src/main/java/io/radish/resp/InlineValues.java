// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import java.util.List;

/** Says where a value may be typed as bare JSON in an inline request. */
@FunctionalInterface
public interface InlineValues {
  /** Refuses JSON everywhere, as Redis does. */
  InlineValues NONE = argumentsSoFar -> false;

  /**
   * Whether the argument that follows {@code argumentsSoFar} is a value that may be JSON as typed;
   * asked only where it begins with a brace or a bracket.
   */
  boolean takesJson(List<byte[]> argumentsSoFar);
}
