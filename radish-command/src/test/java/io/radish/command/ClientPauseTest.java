// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.ClientPause.Scope;
import org.junit.jupiter.api.Test;

class ClientPauseTest {
  private static final Demand READ = demand(Flag.READONLY);
  private static final Demand WRITE = demand(Flag.WRITE);
  private static final Demand PUBLISH = demand(Flag.MAY_REPLICATE);

  private final ClientPause pause = new ClientPause();

  private static Demand demand(Flag flag) {
    return Demand.of(Command.named("ANY").arity(1).flags(flag).handler(call -> {}), null);
  }

  @Test
  void pauseOfWrites_holdsWhatChangesDataOrMay() {
    assertThat(pause.holds(WRITE, 5)).isFalse();
    pause.extend(Scope.WRITES, 10);
    assertThat(pause.holds(WRITE, 9)).isTrue();
    assertThat(pause.holds(PUBLISH, 9)).isTrue();
    assertThat(pause.holds(READ, 9)).isFalse();
    assertThat(pause.holds(WRITE, 10)).isFalse();
  }

  @Test
  void pause_onlyGrows() {
    pause.extend(Scope.ALL, 10);
    pause.extend(Scope.WRITES, 20);
    assertThat(pause.holds(READ, 15)).isTrue();
    pause.extend(Scope.WRITES, 5);
    assertThat(pause.untilMillis()).isEqualTo(20);
  }

  @Test
  void pause_thatIsOver_leavesNothing() {
    pause.extend(Scope.ALL, 10);
    assertThat(pause.endIfOver(9)).isFalse();
    assertThat(pause.endIfOver(10)).isTrue();
    pause.extend(Scope.WRITES, 30);
    assertThat(pause.holds(READ, 20)).isFalse();
    pause.end();
    assertThat(pause.holds(WRITE, 20)).isFalse();
  }
}
