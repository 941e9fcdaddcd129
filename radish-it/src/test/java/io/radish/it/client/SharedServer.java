// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningServer;
import io.radish.store.StoreValidator;
import io.radish.testkit.SocketPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The one server of a test class, to be held in a static field: started before the first test,
 * emptied after each, and looked through for damage before it ends.
 *
 * <p>With {@code -Dradish.it.port=6379} the tests meet another server instead, one that is running
 * already and may be emptied: to see whether a real Redis does what a test wants.
 */
final class SharedServer implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private static final @Nullable Integer ANOTHER = Integer.getInteger("radish.it.port");

  private final List<String> options;
  private @Nullable Path home;
  private @Nullable RunningServer server;

  SharedServer(String... options) {
    this.options = List.of(options);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    if (ANOTHER != null) {
      return;
    }
    home = Files.createTempDirectory("radish-clients");
    server = RunningServer.start(home, options.toArray(String[]::new));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    run("FLUSHALL");
    run("FUNCTION", "FLUSH");
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (ANOTHER != null) {
      return;
    }
    try {
      assertThat(StoreValidator.problemsOf(running().store())).isEmpty();
    } finally {
      running().close();
      try (Stream<Path> files = Files.walk(requireNonNull(home))) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private RunningServer running() {
    return requireNonNull(server);
  }

  int port() {
    return ANOTHER == null ? running().port() : ANOTHER;
  }

  /** The address as clients write it. */
  String address() {
    return "redis://127.0.0.1:" + port();
  }

  /** Asks the server by the side of the client that is tested; the answer as it is shown. */
  String run(String... request) {
    try (SocketPeer peer = SocketPeer.connect(port(), 2)) {
      return peer.run(request).toString();
    }
  }
}
