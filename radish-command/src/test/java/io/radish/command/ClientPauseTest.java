// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.ClientPause.Scope;
import org.junit.jupiter.api.Test;

class ClientPauseTest {
  private static final Command READ =
      Command.named("READ").arity(1).flags(Flag.READONLY).handler(call -> {});
  private static final Command WRITE =
      Command.named("WRITE").arity(1).flags(Flag.WRITE).handler(call -> {});
  private static final Command PUBLISH =
      Command.named("PUBLISH").arity(1).flags(Flag.MAY_REPLICATE).handler(call -> {});

  private final ClientPause pause = new ClientPause();

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
