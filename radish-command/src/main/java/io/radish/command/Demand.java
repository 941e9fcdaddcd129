// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import org.jspecify.annotations.Nullable;

/**
 * What a request is about to do, for what may keep it from running; of {@code EXEC}, what all that
 * is queued does.
 */
record Demand(
    boolean touchesData,
    boolean changesData,
    boolean writes,
    boolean publishes,
    boolean runsWhileLoading) {
  static Demand of(Command command, @Nullable Transaction open) {
    if (open != null && command.is(Flag.EXECUTES)) {
      return new Demand(
          open.touchesData(),
          open.changesData(),
          open.changesData(),
          open.publishes(),
          open.runsWhileLoading());
    }
    boolean changes = changesData(command);
    return new Demand(
        changes || command.is(Flag.READONLY),
        changes,
        command.is(Flag.WRITE),
        publishes(command),
        command.is(Flag.LOADING));
  }

  static boolean changesData(Command command) {
    return command.is(Flag.WRITE) || (command.is(Flag.MAY_REPLICATE) && !publishes(command));
  }

  /** Whether it waits with those that change data while clients are paused. */
  static boolean publishes(Command command) {
    return command.is(Flag.PUBSUB) && command.is(Flag.MAY_REPLICATE);
  }
}
