// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RepositoryRoot;
import io.radish.it.RunningProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients of other languages, whose tests are written in these: {@code src/test/clients}. They run
 * where the language and the client are found; {@code .ci/run} installs both.
 */
final class ForeignClientsTest {
  @RegisterExtension
  static final SharedServer SERVER = new SharedServer("--database-names", "3=orders");

  private static final Path CLIENTS = RepositoryRoot.find().resolve("radish-it/src/test/clients");

  /** The oldest Node.js that node-redis works with. */
  private static final int MIN_NODE = 20;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"node-redis", "ioredis", "bullmq"})
  void clientOfNode_meetsTheServer_asItMeetsRedis(String client) throws Exception {
    Program node = Program.onPath("node");
    String version = node.run(Map.of(), folder, "--version").output().strip();
    if (Integer.parseInt(version.substring(1, version.indexOf('.'))) < MIN_NODE) {
      throw Program.missing("Node.js " + MIN_NODE + ", but " + version, "a newer one does");
    }
    Path link = Files.createSymbolicLink(folder.resolve("node_modules"), nodeModules());
    Path script = folder.resolve(client + ".mjs");
    Files.copy(CLIENTS.resolve("node").resolve(client + ".mjs"), script);
    RunningProcess.Outcome outcome =
        node.run(port(), folder, "--test-reporter=tap", script.toString());
    Files.delete(link);
    assertThat(outcome.output()).contains("# fail 0").doesNotContain("# pass 0\n");
    assertThat(outcome.code()).as(outcome.output()).isZero();
  }

  /** Where {@code scripts/node-clients.sh} puts what the lock file names. */
  private static Path nodeModules() throws Exception {
    byte[] lock = Files.readAllBytes(CLIENTS.resolve("node/package-lock.json"));
    String digest =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(lock))
            .substring(0, 16);
    Path cache =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .map(Path::of)
            .orElse(Path.of(System.getProperty("user.home"), ".cache"));
    Path modules =
        Optional.ofNullable(System.getenv("RADISH_NODE_CLIENTS"))
            .map(Path::of)
            .orElse(cache.resolve("radish/node-clients-" + digest))
            .resolve("node_modules");
    if (!Files.exists(modules.resolve(".package-lock.json"))) {
      throw Program.missing("clients of Node.js", "scripts/node-clients.sh fetches them");
    }
    return modules;
  }

  @Test
  void redisPy_meetsTheServer_asItMeetsRedis() throws Exception {
    Program python =
        Program.candidates("python3")
            .filter(this::hasRedis)
            .findFirst()
            .orElseThrow(() -> Program.missing("redis-py", "Debian has it as python3-redis"));
    RunningProcess.Outcome outcome =
        python.run(port(), folder, CLIENTS.resolve("python/redis_py.py").toString());
    assertThat(outcome.output()).contains("Ran 10 tests").endsWith("OK\n");
    assertThat(outcome.code()).isZero();
  }

  private boolean hasRedis(Program python) {
    try {
      return python.run(Map.of(), folder, "-c", "import redis").code() == 0;
    } catch (java.io.IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, String> port() {
    return Map.of("RADISH_PORT", Integer.toString(SERVER.port()));
  }
}
