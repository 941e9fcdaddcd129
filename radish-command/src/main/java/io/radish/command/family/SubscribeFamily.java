// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.LOADING;
import static io.radish.command.Flag.NOSCRIPT;
import static io.radish.command.Flag.PUBSUB;
import static io.radish.command.Flag.SESSION;
import static io.radish.command.Flag.STALE;
import static io.radish.command.Flag.SUBSCRIBED;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.ChannelUse;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.command.pubsub.Kind;
import io.radish.command.pubsub.PubSub;
import io.radish.command.pubsub.Subscriber;
import io.radish.memory.ByteView;
import io.radish.resp.ReplyWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Listening to channels, and ceasing to.
 *
 * <p>Each channel is confirmed by a message of its own, which the client gets even where it wants
 * no replies.
 */
final class SubscribeFamily {
  private SubscribeFamily() {}

  static List<Command> commands() {
    ArgumentSpec channel = ArgumentSpec.string("channel");
    ArgumentSpec pattern = ArgumentSpec.of("pattern", ArgumentSpec.Type.PATTERN);
    ArgumentSpec shardChannel = ArgumentSpec.string("shardchannel");
    KeySpec shardChannels = KeySpec.all(1, Command.NOT_KEY);
    return List.of(
        command("SUBSCRIBE", -2)
            .channels(ChannelUse.ALL)
            .complexity("O(N) where N is the number of channels")
            .summary("Listen to channels")
            .arguments(channel.multiple())
            .handler(call -> subscribe(call, Kind.CHANNEL)),
        command("UNSUBSCRIBE", -1)
            .complexity("O(N) where N is the number of channels")
            .summary("Listen no more to channels, or to any")
            .arguments(channel.optional().multiple())
            .handler(call -> unsubscribe(call, Kind.CHANNEL)),
        command("PSUBSCRIBE", -2)
            .channels(ChannelUse.PATTERNS)
            .complexity("O(N) where N is the number of patterns")
            .summary("Listen to all channels whose names match patterns")
            .arguments(ArgumentSpec.block("pattern", pattern).multiple())
            .handler(call -> subscribe(call, Kind.PATTERN)),
        command("PUNSUBSCRIBE", -1)
            .complexity("O(N) where N is the number of patterns")
            .summary("Listen no more to what matches patterns, or any pattern")
            .arguments(pattern.optional().multiple())
            .handler(call -> unsubscribe(call, Kind.PATTERN)),
        command("SSUBSCRIBE", -2)
            .channels(ChannelUse.ALL)
            .since("7.0.0")
            .keys(shardChannels)
            .complexity("O(N) where N is the number of channels")
            .summary("Listen to channels of shards")
            .arguments(shardChannel.multiple())
            .handler(call -> subscribe(call, Kind.SHARD)),
        command("SUNSUBSCRIBE", -1)
            .since("7.0.0")
            .keys(shardChannels)
            .complexity("O(N) where N is the number of channels")
            .summary("Listen no more to channels of shards, or to any")
            .arguments(shardChannel.optional().multiple())
            .handler(call -> unsubscribe(call, Kind.SHARD)));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .since("2.0.0")
        .flags(PUBSUB, NOSCRIPT, LOADING, STALE, SESSION, SUBSCRIBED)
        .group("pubsub")
        .categories("pubsub");
  }

  private static void subscribe(Call call, Kind kind) {
    for (int i = 1; i < call.count(); i++) {
      if (call.arguments().length(i) > PubSub.MOST_NAME_BYTES) {
        call.error(Errors.TOO_LONG_TEXT);
        return;
      }
    }
    Subscriber subscriber = call.listening().subscriber();
    for (int i = 1; i < call.count(); i++) {
      ByteView name = call.argument(i);
      if (!call.pubSub().subscribe(subscriber, kind, name)) {
        call.error(Errors.TOO_MANY_SUBSCRIPTIONS);
        return;
      }
      call.listening().began(kind, name);
      confirm(call, kind.subscribed(), name, countOf(subscriber, kind));
    }
  }

  /**
   * Ends subscriptions, all of them before the first is confirmed: what was published before comes
   * in front of the confirmations, and nothing behind them.
   */
  private static void unsubscribe(Call call, Kind kind) {
    Subscriber subscriber = call.listening().subscriber();
    if (call.count() == 1) {
      unsubscribeAll(call, kind, subscriber);
      return;
    }
    int[] counts = new int[call.count()];
    for (int i = 1; i < call.count(); i++) {
      call.pubSub().unsubscribe(subscriber, kind, call.argument(i));
      counts[i] = countOf(subscriber, kind);
    }
    call.listening().ended();
    for (int i = 1; i < call.count(); i++) {
      confirm(call, kind.unsubscribed(), call.argument(i), counts[i]);
    }
  }

  private static void unsubscribeAll(Call call, Kind kind, Subscriber subscriber) {
    List<byte[]> names = call.pubSub().unsubscribeAll(subscriber, kind);
    call.listening().ended();
    int left = countOf(subscriber, kind);
    for (int i = 0; i < names.size(); i++) {
      int count = left + names.size() - 1 - i;
      confirm(call, kind.unsubscribed(), ByteView.of(names.get(i)), count);
    }
    if (names.isEmpty()) {
      confirm(call, kind.unsubscribed(), null, left);
    }
  }

  /** What a confirmation counts: channels and patterns together, those of shards by themselves. */
  private static int countOf(Subscriber subscriber, Kind kind) {
    return switch (kind) {
      case CHANNEL, PATTERN -> subscriber.count(Kind.CHANNEL) + subscriber.count(Kind.PATTERN);
      case SHARD -> subscriber.count(Kind.SHARD);
    };
  }

  private static void confirm(Call call, String what, @Nullable ByteView name, int count) {
    ReplyWriter reply = call.listening().reply();
    reply.push(3);
    reply.bulk(what);
    if (name == null) {
      reply.nil();
    } else {
      Call.writeBulk(reply, name);
    }
    reply.integer(count);
  }
}
