// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.server.config.CommandLine;
import io.radish.server.config.ConfigLoader;
import io.radish.server.config.Settings;
import io.radish.store.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HousekeeperTest {
  @TempDir Path home;

  @Test
  void housekeeping_afterRoundsThatFailed_goesOn() throws Exception {
    Settings settings =
        ConfigLoader.load(CommandLine.parse(List.of("--hz", "500")), Map.of(), home);
    AtomicInteger rounds = new AtomicInteger();
    CountDownLatch later = new CountDownLatch(5);
    Runnable sampling =
        () -> {
          later.countDown();
          switch (rounds.incrementAndGet()) {
            case 1 -> throw new OutOfMemoryError("a test");
            case 2 -> throw new IllegalStateException("a test");
            default -> {}
          }
        };
    try (Store store = Store.create();
        Housekeeper keeper = new Housekeeper(store, settings, sampling, () -> false)) {
      keeper.start();
      assertThat(later.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
