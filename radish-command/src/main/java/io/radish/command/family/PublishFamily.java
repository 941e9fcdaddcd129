// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.LOADING;
import static io.radish.command.Flag.MAY_REPLICATE;
import static io.radish.command.Flag.PUBSUB;
import static io.radish.command.Flag.STALE;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.ChannelUse;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.command.pubsub.Kind;
import io.radish.command.pubsub.PubSub;
import io.radish.memory.ByteView;
import io.radish.resp.ReplyWriter;
import io.radish.store.GlobPattern;
import java.util.List;

/**
 * Publishing to channels, and looking who listens to them. Channels belong to the server: the
 * current cache does not matter.
 */
final class PublishFamily {
  private PublishFamily() {}

  static List<Command> commands() {
    return List.of(
        publish("PUBLISH", "2.0.0")
            .complexity(
                "O(N+M) where N is the number of clients that listen to the channel and M that of"
                    + " patterns")
            .summary("Send a message to all who listen to a channel")
            .arguments(ArgumentSpec.string("channel"), ArgumentSpec.string("message"))
            .handler(call -> publish(call, Kind.CHANNEL)),
        publish("SPUBLISH", "7.0.0")
            .keys(KeySpec.one(Command.NOT_KEY))
            .complexity("O(N) where N is the number of clients that listen to the channel")
            .summary("Send a message to all who listen to a channel of shards")
            .arguments(ArgumentSpec.string("shardchannel"), ArgumentSpec.string("message"))
            .handler(call -> publish(call, Kind.SHARD)),
        Command.named("PUBSUB")
            .arity(-2)
            .since("2.8.0")
            .group("pubsub")
            .complexity("Depends on subcommand.")
            .summary("Look who listens to what")
            .subcommands(subcommands())
            .build());
  }

  private static Command.Builder publish(String name, String since) {
    return Command.named(name)
        .arity(3)
        .since(since)
        .flags(PUBSUB, LOADING, STALE, FAST, MAY_REPLICATE)
        .channels(ChannelUse.FIRST)
        .group("pubsub")
        .categories("pubsub");
  }

  private static Command[] subcommands() {
    ArgumentSpec pattern = ArgumentSpec.of("pattern", ArgumentSpec.Type.PATTERN).optional();
    return new Command[] {
      subcommand("CHANNELS", -2, "2.8.0")
          .complexity("O(N) where N is the number of channels")
          .summary("The channels that somebody listens to, without patterns")
          .arguments(pattern)
          .handler(call -> channels(call, Kind.CHANNEL)),
      subcommand("NUMPAT", 2, "2.8.0")
          .summary("Count the patterns that somebody listens to")
          .handler(call -> call.reply().integer(call.pubSub().count(Kind.PATTERN))),
      subcommand("NUMSUB", -2, "2.8.0")
          .complexity("O(N) where N is the number of channels asked for")
          .summary("Count who listens to each of some channels, without patterns")
          .arguments(ArgumentSpec.string("channel").optional().multiple())
          .handler(call -> subscribers(call, Kind.CHANNEL)),
      subcommand("SHARDCHANNELS", -2, "7.0.0")
          .complexity("O(N) where N is the number of channels of shards")
          .summary("The channels of shards that somebody listens to")
          .arguments(pattern)
          .handler(call -> channels(call, Kind.SHARD)),
      subcommand("SHARDNUMSUB", -2, "7.0.0")
          .complexity("O(N) where N is the number of channels asked for")
          .summary("Count who listens to each of some channels of shards")
          .arguments(ArgumentSpec.string("shardchannel").optional().multiple())
          .handler(call -> subscribers(call, Kind.SHARD)),
      Help.command("PUBSUB").group("pubsub").since("6.2.0").handler(PublishFamily::help)
    };
  }

  private static Command.Builder subcommand(String name, int arity, String since) {
    return Command.named("PUBSUB " + name)
        .arity(arity)
        .since(since)
        .flags(PUBSUB, LOADING, STALE)
        .group("pubsub")
        .categories("pubsub");
  }

  private static void publish(Call call, Kind kind) {
    if (call.arguments().length(1) > PubSub.MOST_NAME_BYTES) {
      call.error(Errors.TOO_LONG_TEXT);
      return;
    }
    ByteView message = call.point(2, new ByteView());
    int receivers = call.pubSub().publish(kind, call.argument(1), message);
    if (receivers == PubSub.TOO_LARGE) {
      call.refuse(
          "a message of "
              + message.length()
              + " bytes cannot be kept for those who listen: at most "
              + call.pubSub().mostMessageBytes()
              + ", an eighth of the server's heap");
      return;
    }
    call.reply().integer(receivers);
  }

  private static void channels(Call call, Kind kind) {
    if (call.count() > 3) {
      call.errorBadSubcommand("PUBSUB");
      return;
    }
    GlobPattern wanted = call.count() == 2 ? null : new GlobPattern(call.point(2, new ByteView()));
    List<byte[]> found = call.pubSub().channels(kind, wanted);
    call.reply().array(found.size());
    found.forEach(call.reply()::bulk);
  }

  private static void subscribers(Call call, Kind kind) {
    ReplyWriter reply = call.reply();
    reply.array(2L * (call.count() - 2));
    for (int i = 2; i < call.count(); i++) {
      call.replyBytes(call.argument(i));
      reply.integer(call.pubSub().subscribers(kind, call.argument(i)));
    }
  }

  private static void help(Call call) {
    Help.reply(
        call,
        "CHANNELS [<pattern>]",
        "    Answers the channels that somebody listens to, those that fit the pattern.",
        "NUMPAT",
        "    Answers the number of patterns that somebody listens to.",
        "NUMSUB [<channel> ...]",
        "    Answers how many listen to each of the channels, without patterns.",
        "SHARDCHANNELS [<pattern>]",
        "    Answers the channels of shards that somebody listens to.",
        "SHARDNUMSUB [<shardchannel> ...]",
        "    Answers how many listen to each of the channels of shards.");
  }
}
