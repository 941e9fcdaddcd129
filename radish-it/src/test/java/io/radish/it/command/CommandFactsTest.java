// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.bulk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.radish.command.Command;
import io.radish.resp.Reply;
import io.radish.testkit.CommandDriver;
import io.radish.testkit.CommandPeer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the table says of each command that Redis has too, against what a real {@code redis-server}
 * says: {@code COMMAND INFO} whole, {@code COMMAND DOCS} but for the words of our own.
 */
final class CommandFactsTest {
  /** Tips that Redis 7.2 changed; the server beside us may be older. */
  private static final Set<String> NEW_TIPS = Set.of("msetnx", "randomkey", "scan");

  /** Names of arguments, and deprecations, that Redis 7.2 changed. */
  private static final Set<String> NEW_DOCS =
      Set.of("flushall", "flushdb", "mset", "msetnx", "psetex", "quit", "setex", "setnx");

  /** In our own words, or not there before 7.2. */
  private static final Set<String> NOT_COMPARED =
      Set.of("summary", "complexity", "display_text", "subcommands");

  /** What Redis 7.2 says of them otherwise: that it blocks, and no more that scripts may not. */
  private static final Set<String> NEW_FLAGS = Set.of("wait");

  private static final int FLAGS = 2;
  private static final int CATEGORIES = 6;
  private static final int TIPS = 7;
  private static final int SUBCOMMANDS = 9;

  private final CommandDriver ours = CommandDriver.open(3);
  private List<CommandPeer> theirs = List.of();

  @BeforeEach
  void connect() {
    assumeTrue(RealRedis.isThere(), "no redis-server on the PATH");
    theirs = List.of(RealRedis.connect(3));
  }

  @AfterEach
  void close() {
    theirs.forEach(CommandPeer::close);
    ours.close();
  }

  @Test
  void commandInfo_ofEveryCommand_isRedisOwn() {
    int compared = 0;
    for (Command command : CommandDriver.table().withSubcommands()) {
      List<Reply> expected = info(theirs.getFirst(), command);
      if (expected.isEmpty()) {
        continue;
      }
      List<Reply> actual = info(ours, command);
      for (int i = 0; i < expected.size(); i++) {
        boolean newer =
            (i == TIPS && NEW_TIPS.contains(command.name()))
                || ((i == FLAGS || i == CATEGORIES) && NEW_FLAGS.contains(command.name()));
        if (i != SUBCOMMANDS && !newer) {
          assertThat(actual.get(i)).as("%s, part %d", command, i).isEqualTo(expected.get(i));
        }
      }
      compared++;
    }
    assertThat(compared).isGreaterThan(60);
  }

  @Test
  void commandDocs_ofEveryCommand_areRedisOwn() {
    for (Command command : CommandDriver.table().withSubcommands()) {
      Reply expected = docs(theirs.getFirst(), command);
      if (!expected.equals(new Reply.MapReply(List.of())) && !NEW_DOCS.contains(command.name())) {
        assertThat(docs(ours, command)).as(command.name()).isEqualTo(expected);
      }
    }
  }

  private static List<Reply> info(CommandPeer peer, Command command) {
    Reply all = peer.run("COMMAND", "INFO", command.name());
    return all instanceof Reply.Array array && array.items().getFirst() instanceof Reply.Array parts
        ? parts.items()
        : List.of();
  }

  private static Reply docs(CommandPeer peer, Command command) {
    return comparable(peer.run("COMMAND", "DOCS", command.name()));
  }

  private static Reply comparable(Reply reply) {
    return switch (reply) {
      case Reply.MapReply map ->
          new Reply.MapReply(
              map.pairs().stream()
                  .filter(pair -> NOT_COMPARED.stream().noneMatch(n -> bulk(n).equals(pair.key())))
                  .map(pair -> new Reply.Pair(pair.key(), comparable(pair.value())))
                  .toList());
      case Reply.Array array ->
          new Reply.Array(array.items().stream().map(CommandFactsTest::comparable).toList());
      default -> reply;
    };
  }
}
