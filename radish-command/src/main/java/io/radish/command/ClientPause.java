// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

/**
 * Whether clients have to wait, as {@code CLIENT PAUSE} says, and until when.
 *
 * <p>A pause only ever grows until it is over: the later of two ends holds, and the wider of two
 * scopes. Safe for any thread.
 */
public final class ClientPause {
  /** Whose requests wait. */
  public enum Scope {
    NONE,
    /** Those that change data. */
    WRITES,
    ALL
  }

  private record State(Scope scope, long untilMillis) {}

  private static final State OFF = new State(Scope.NONE, 0);

  private volatile State state = OFF;

  /** Makes clients wait, longer or more of them than already do. */
  synchronized void extend(Scope scope, long untilMillis) {
    State before = state;
    state =
        new State(
            scope.compareTo(before.scope) > 0 ? scope : before.scope,
            Math.max(untilMillis, before.untilMillis));
  }

  synchronized void end() {
    state = OFF;
  }

  /** Ends a pause whose time is over; whether none is left. */
  synchronized boolean endIfOver(long nowMillis) {
    if (state.untilMillis <= nowMillis) {
      state = OFF;
    }
    return state.scope == Scope.NONE;
  }

  /** Whether a request has to wait now. */
  boolean holds(Demand demand, long nowMillis) {
    State now = state;
    return nowMillis < now.untilMillis
        && (now.scope == Scope.ALL || demand.changesData() || demand.publishes());
  }

  /** When the pause ends, in milliseconds since the epoch; 0 where there is none. */
  public long untilMillis() {
    return state.untilMillis;
  }
}
