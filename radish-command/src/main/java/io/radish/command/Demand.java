// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import org.jspecify.annotations.Nullable;

/**
 * What a request is about to do, for what may keep it from running; of {@code EXEC}, what all that
 * is queued does.
 */
record Demand(boolean touchesData, boolean changesData, boolean runsWhileLoading) {
  static Demand of(Command command, @Nullable Transaction open) {
    if (open != null && command.is(Flag.EXECUTES)) {
      return new Demand(open.touchesData(), open.changesData(), open.runsWhileLoading());
    }
    boolean changes = command.is(Flag.WRITE) || command.is(Flag.MAY_REPLICATE);
    return new Demand(changes || command.is(Flag.READONLY), changes, command.is(Flag.LOADING));
  }
}
