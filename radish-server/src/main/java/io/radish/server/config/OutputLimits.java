// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import java.util.List;
import java.util.Locale;

/**
 * How much of its replies a client may leave unread before it is cut off, per class of client.
 *
 * @param normal for ordinary clients
 * @param replica for replicas; kept for Redis' tools, Radish has none
 * @param pubsub for clients subscribed to a channel
 */
public record OutputLimits(Limit normal, Limit replica, Limit pubsub) {
  /**
   * The bounds of one class; 0 stands for none.
   *
   * @param hardBytes past this a client is cut off at once
   * @param softBytes past this it is cut off once it has stayed there for {@code softSeconds}
   */
  public record Limit(long hardBytes, long softBytes, long softSeconds) {
    private String show() {
      return hardBytes + " " + softBytes + " " + softSeconds;
    }
  }

  /** Redis' defaults. */
  static final OutputLimits DEFAULT =
      new OutputLimits(
          new Limit(0, 0, 0),
          new Limit(256L << 20, 64L << 20, 60),
          new Limit(32L << 20, 8L << 20, 60));

  /** Reads {@code <class> <hard> <soft> <seconds>}, once or several times. */
  record Type() implements ParameterType<OutputLimits> {
    private static final int WORDS_PER_CLASS = 4;

    @Override
    public OutputLimits parse(List<String> words, Context<OutputLimits> context) throws BadValue {
      if (words.isEmpty() || words.size() % WORDS_PER_CLASS != 0) {
        throw new BadValue("Wrong number of arguments in buffer limit configuration.");
      }
      OutputLimits limits = context.before();
      for (int i = 0; i < words.size(); i += WORDS_PER_CLASS) {
        limits = limits.with(words.subList(i, i + WORDS_PER_CLASS));
      }
      return limits;
    }

    @Override
    public String show(OutputLimits value) {
      return "normal %s slave %s pubsub %s"
          .formatted(value.normal.show(), value.replica.show(), value.pubsub.show());
    }

    @Override
    public String expected() {
      return "<normal|replica|pubsub> <hard limit> <soft limit> <soft seconds>";
    }

    @Override
    public boolean takesSeveralWords() {
      return true;
    }
  }

  private OutputLimits with(List<String> words) throws ParameterType.BadValue {
    return switch (words.getFirst().toLowerCase(Locale.ROOT)) {
      case "normal" -> new OutputLimits(limit(words), replica, pubsub);
      case "slave", "replica" -> new OutputLimits(normal, limit(words), pubsub);
      case "pubsub" -> new OutputLimits(normal, replica, limit(words));
      default ->
          throw new ParameterType.BadValue(
              "Invalid client class specified in buffer limit configuration.");
    };
  }

  private static Limit limit(List<String> words) throws ParameterType.BadValue {
    try {
      long seconds = Long.parseLong(words.get(3));
      if (seconds >= 0) {
        return new Limit(
            ParameterType.Size.bytes(words.get(1)),
            ParameterType.Size.bytes(words.get(2)),
            seconds);
      }
    } catch (NumberFormatException | ParameterType.BadValue e) {
      throw new ParameterType.BadValue(
          "Error in hard, soft or soft_seconds setting in buffer limit configuration.");
    }
    throw new ParameterType.BadValue(
        "Error in hard, soft or soft_seconds setting in buffer limit configuration.");
  }
}
