// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RepositoryRoot;
import io.radish.resp.Reply;
import io.radish.testkit.CommandDriver;
import io.radish.testkit.CommandPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Every command of a real server is there, or {@code docs/differences.md} says why it is not. */
@ParameterizedClass(name = "{0}")
@EnumSource(RealServers.class)
final class CommandCoverageTest {
  /** What is not there, of Redis 7.2 or of Valkey 8, as {@code docs/differences.md} lists it. */
  private static final Set<String> ABSENT =
      Set.of("client|capa", "cluster|slot-stats", "script|show");

  @Parameter RealServers real = RealServers.REDIS;

  @Test
  void everyCommand_isThereOrExplained() {
    real.assumeThere();
    try (CommandDriver ours = CommandDriver.open(2);
        CommandPeer theirs = real.connect(2)) {
      Set<String> missing = names(theirs.run("COMMAND", "LIST"));
      missing.removeAll(names(ours.run("COMMAND", "LIST")));
      missing.removeAll(ABSENT);
      assertThat(missing).isEmpty();
    }
  }

  @Test
  void everyAbsentCommand_isExplained() throws IOException {
    String differences =
        Files.readString(RepositoryRoot.find().resolve("docs").resolve("differences.md"));
    assertThat(ABSENT)
        .allSatisfy(
            name ->
                assertThat(differences)
                    .contains("`" + name.replace('|', ' ').toUpperCase(Locale.ROOT) + "`"));
  }

  private static Set<String> names(Reply list) {
    Set<String> names = new TreeSet<>();
    ((Reply.Array) list).items().forEach(each -> names.add(((Reply.Bulk) each).text()));
    return names;
  }
}
