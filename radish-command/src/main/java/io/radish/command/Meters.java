// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

/**
 * What one dispatcher counts. Written by its thread only, read by any, a moment late: a plain add
 * costs nothing, and no count is lost.
 */
public final class Meters {
  long commands;
  long hits;
  long misses;
  long errors;

  public long commands() {
    return commands;
  }

  /** Keys looked up by reading commands and found. */
  public long hits() {
    return hits;
  }

  /** Keys looked up by reading commands and not found. */
  public long misses() {
    return misses;
  }

  /** Error replies. */
  public long errors() {
    return errors;
  }

  void reset() {
    commands = 0;
    hits = 0;
    misses = 0;
    errors = 0;
  }
}
