// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.resp.Reply;
import io.radish.testkit.CommandDriver;
import io.radish.testkit.CommandPeer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Sessions that have to go the same way here and on a real {@code redis-server}, in RESP2 and
 * RESP3; that the store is sound is checked after each.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(CommandScenario.Where.class)
abstract class CommandScenario {
  /** Who answers. */
  enum Where {
    RADISH_RESP2(true, 2),
    RADISH_RESP3(true, 3),
    REDIS_RESP2(false, 2),
    REDIS_RESP3(false, 3);

    private final boolean here;
    private final int protocol;

    Where(boolean here, int protocol) {
      this.here = here;
      this.protocol = protocol;
    }
  }

  @Parameter @Nullable Where where;
  private @Nullable CommandPeer peer;

  @BeforeEach
  void connect() {
    Where at = where();
    if (at.here) {
      peer = CommandDriver.open(at.protocol);
    } else {
      RealServers.REDIS.assumeThere();
      peer = RealServers.REDIS.connect(at.protocol);
      run("FLUSHALL");
    }
  }

  @AfterEach
  void check() {
    CommandPeer open = peer;
    if (open instanceof CommandDriver driver) {
      assertThat(driver.problems()).isEmpty();
    }
    if (open != null) {
      open.close();
    }
  }

  private Where where() {
    return Objects.requireNonNull(where, "not run as a parameterized class");
  }

  boolean isResp3() {
    return where().protocol == 3;
  }

  /** Whether the server is a real one, older than Redis 7.2. */
  boolean isOlder() {
    return !where().here;
  }

  private CommandPeer peer() {
    return Objects.requireNonNull(peer, "not connected");
  }

  Reply run(String... request) {
    return peer().run(request);
  }

  Reply run(byte[]... request) {
    return peer().run(request);
  }

  /** Milliseconds since the epoch, as the peer sees them. */
  long now() {
    return peer() instanceof CommandDriver driver
        ? driver.clock().millis()
        : System.currentTimeMillis();
  }
}
