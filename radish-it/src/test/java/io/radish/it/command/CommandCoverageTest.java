// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.resp.Reply;
import io.radish.testkit.CommandDriver;
import io.radish.testkit.CommandPeer;
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
  /** Families of which nothing is there, as {@code docs/differences.md} lists them. */
  private static final Set<String> ABSENT_FAMILIES =
      Set.of(
          "acl",
          "eval",
          "eval_ro",
          "evalsha",
          "evalsha_ro",
          "fcall",
          "fcall_ro",
          "function",
          "script");

  /** What Valkey 8 has beside 7.2. */
  private static final Set<String> NEWER =
      Set.of("client|capa", "cluster|slot-stats", "script|show");

  @Parameter RealServers real = RealServers.REDIS;

  @Test
  void everyCommand_isThereOrExplained() {
    real.assumeThere();
    try (CommandDriver ours = CommandDriver.open(2);
        CommandPeer theirs = real.connect(2)) {
      Set<String> missing = names(theirs.run("COMMAND", "LIST"));
      missing.removeAll(names(ours.run("COMMAND", "LIST")));
      missing.removeIf(name -> ABSENT_FAMILIES.contains(name.split("\\|", -1)[0]));
      missing.removeAll(NEWER);
      assertThat(missing).isEmpty();
    }
  }

  private static Set<String> names(Reply list) {
    Set<String> names = new TreeSet<>();
    ((Reply.Array) list).items().forEach(each -> names.add(((Reply.Bulk) each).text()));
    return names;
  }
}
