// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

/** A command that load consists of. */
public enum Operation {
  /** Reads a key that is there. */
  GET,
  /** Sets a key that is there to a value of the same length. */
  SET
}
