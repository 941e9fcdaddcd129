// SPDX-License-Identifier: Apache-2.0
package io.radish.command.pubsub;

import io.radish.memory.ByteView;
import io.radish.store.GlobPattern;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The channels of the server, whatever cache a client is in, and who listens to them. Safe for any
 * thread.
 *
 * <p>A channel is there as long as somebody listens to it. Who publishes hands the message to those
 * who listen itself ({@link Topic#send}): that is the brake on publishers that are faster than
 * subscribers can be served. Locks, in their order: of shards (held by who publishes what happened
 * to a key, never taken here); a bin of the table of channels, only while somebody comes or goes; a
 * topic's monitor; nothing below.
 */
public final class PubSub {
  /**
   * The most bytes of a name or pattern: it lies on the heap, and a pattern is held against every
   * name that is published to. Redis has no limit there.
   */
  public static final int MOST_NAME_BYTES = 64 << 10;

  /** What {@link #publish} returns for a message that it handed to nobody. */
  public static final int TOO_LARGE = -1;

  private static final byte[] LINE_END = {'\r', '\n'};

  private final Map<Kind, ConcurrentHashMap<ChannelName, Topic>> topics = new EnumMap<>(Kind.class);

  /** All patterns as they were after so many changes, so that few publishers collect them. */
  private record Patterns(int version, List<Topic> topics) {}

  private final AtomicInteger patternVersion = new AtomicInteger();
  private volatile Patterns patterns = new Patterns(0, List.of());

  private final HeapShare subscriptions;
  private final HeapShare messages;

  /**
   * Channels where all subscriptions together may take an eighth of the heap, and so may all
   * messages that wait to be sent.
   */
  public PubSub() {
    this(Runtime.getRuntime().maxMemory() / 8);
  }

  /** Channels where subscriptions may take so many bytes, and messages that wait as many. */
  public PubSub(long mostBytes) {
    subscriptions = new HeapShare(mostBytes);
    messages = new HeapShare(mostBytes);
    for (Kind kind : Kind.values()) {
      topics.put(kind, new ConcurrentHashMap<>());
    }
  }

  private ConcurrentHashMap<ChannelName, Topic> topics(Kind kind) {
    ConcurrentHashMap<ChannelName, Topic> found = topics.get(kind);
    if (found == null) {
      throw new IllegalStateException("no channels of kind " + kind);
    }
    return found;
  }

  // ---- coming and going ----

  /**
   * Lets a client listen; on its connection's thread. False where all subscriptions of all clients
   * take as much as they may.
   */
  public boolean subscribe(Subscriber subscriber, Kind kind, ByteView name) {
    ChannelName wanted = ChannelName.of(name);
    if (subscriber.has(kind, wanted)) {
      return true;
    }
    if (!subscriptions.take(Subscriber.bytesOf(wanted))) {
      return false;
    }
    subscriber.add(kind, wanted);
    topics(kind)
        .compute(
            wanted,
            (same, there) -> {
              Topic topic = there == null ? new Topic(kind, wanted) : there;
              topic.add(subscriber);
              return topic;
            });
    forgetPatterns(kind);
    return true;
  }

  /**
   * Lets a client listen no more; on its connection's thread. Nothing of the channel is handed to
   * it after this.
   */
  public void unsubscribe(Subscriber subscriber, Kind kind, ByteView name) {
    leave(subscriber, kind, ChannelName.of(name));
  }

  /** As {@link #unsubscribe} for all it listens to of one kind; the names, in their order. */
  public List<byte[]> unsubscribeAll(Subscriber subscriber, Kind kind) {
    List<byte[]> left = new ArrayList<>();
    for (ChannelName name : subscriber.copyOfNames(kind)) {
      leave(subscriber, kind, name);
      left.add(name.bytes());
    }
    return left;
  }

  /** Forgets a client that is gone, or begins anew. */
  public void leave(Subscriber subscriber) {
    for (Kind kind : Kind.values()) {
      subscriber.copyOfNames(kind).forEach(name -> leave(subscriber, kind, name));
    }
  }

  private void leave(Subscriber subscriber, Kind kind, ChannelName name) {
    if (!subscriber.has(kind, name)) {
      return;
    }
    subscriber.remove(kind, name);
    topics(kind).computeIfPresent(name, (same, topic) -> topic.remove(subscriber) ? null : topic);
    forgetPatterns(kind);
    subscriptions.giveBack(Subscriber.bytesOf(name));
  }

  private void forgetPatterns(Kind kind) {
    if (kind == Kind.PATTERN) {
      patternVersion.incrementAndGet();
    }
  }

  // ---- publishing ----

  /** Whether nobody listens to any channel but those of shards. */
  boolean isQuiet() {
    return topics(Kind.CHANNEL).isEmpty() && topics(Kind.PATTERN).isEmpty();
  }

  /**
   * Publishes a message to a channel: one of shards, or an ordinary one and the patterns that match
   * it; under whatever locks.
   *
   * @return how many were handed it, a client once for each of its subscriptions; {@link
   *     #TOO_LARGE} where it is larger than what may wait to be sent, and somebody listens
   */
  public int publish(Kind kind, ByteView channel, ByteView message) {
    ByteView name = channel.array() == null ? ByteView.of(channel.toBytes()) : channel;
    ChannelName exact = ChannelName.of(name);
    Topic topic = topics(kind).get(exact);
    List<Topic> listening = kind == Kind.CHANNEL ? patterns() : List.of();
    if (message.length() > mostMessageBytes()) {
      return topic == null && listening.stream().noneMatch(each -> each.matches(name))
          ? 0
          : TOO_LARGE;
    }
    byte[] body = null;
    int receivers = 0;
    if (topic != null) {
      body = bulk(message);
      receivers = topic.send(message(kind, null, exact.bytes(), body));
    }
    for (Topic pattern : listening) {
      if (pattern.matches(name)) {
        body = body == null ? bulk(message) : body;
        byte[] matched = pattern.name().bytes();
        receivers += pattern.send(message(Kind.PATTERN, matched, exact.bytes(), body));
      }
    }
    return receivers;
  }

  /** The most bytes that a message may have. */
  public long mostMessageBytes() {
    return messages.most();
  }

  private List<Topic> patterns() {
    Patterns known = patterns;
    // Read first: what changes while they are collected has them collected once more.
    int version = patternVersion.get();
    if (known.version != version) {
      known = new Patterns(version, List.copyOf(topics(Kind.PATTERN).values()));
      patterns = known;
    }
    return known.topics;
  }

  private Push message(Kind kind, byte @Nullable [] pattern, byte[] channel, byte[] body) {
    ByteArrayOutputStream head =
        new ByteArrayOutputStream(48 + channel.length + (pattern == null ? 0 : pattern.length));
    head.writeBytes((pattern == null ? "*3\r\n" : "*4\r\n").getBytes(StandardCharsets.US_ASCII));
    writeBulk(kind.message(), head);
    if (pattern != null) {
      writeBulk(pattern, head);
    }
    writeBulk(channel, head);
    return Push.ofMessage(head.toByteArray(), body, messages);
  }

  /** A message of a channel that nobody publishes to: encoded, but for the protocol. */
  public Push message(byte[] head, byte[] body) {
    return Push.ofMessage(head, body, messages);
  }

  /** A push of RESP3, encoded; it counts among the messages that wait to be sent. */
  public Push notice(byte[] head, byte[] body) {
    return Push.ofNotice(head, body, messages);
  }

  private static void writeBulk(byte[] bytes, ByteArrayOutputStream to) {
    to.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
    to.writeBytes(bytes);
    to.writeBytes(LINE_END);
  }

  private static byte[] bulk(ByteView message) {
    byte[] start = ("$" + message.length() + "\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] body = new byte[start.length + message.length() + LINE_END.length];
    System.arraycopy(start, 0, body, 0, start.length);
    message.copyTo(0, body, start.length, message.length());
    System.arraycopy(LINE_END, 0, body, body.length - LINE_END.length, LINE_END.length);
    return body;
  }

  // ---- looking ----

  /** A question about a name: of a channel, or a pattern of channels. */
  @FunctionalInterface
  public interface Question {
    boolean test(ByteView name, boolean isPattern);
  }

  /** Whether a client listens to anything of which {@code question} is true; by any thread. */
  public boolean listensToAny(Subscriber subscriber, Question question) {
    if (!subscriber.isSubscribed()) {
      return false;
    }
    for (Kind kind : Kind.values()) {
      for (Topic topic : topics(kind).values()) {
        if (question.test(ByteView.of(topic.name().bytes()), kind == Kind.PATTERN)
            && topic.has(subscriber)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The names of a kind that somebody listens to and that match a pattern; null for all. */
  public List<byte[]> channels(Kind kind, @Nullable GlobPattern wanted) {
    Collection<Topic> all = topics(kind).values();
    List<byte[]> found = new ArrayList<>();
    for (Topic topic : all) {
      byte[] name = topic.name().bytes();
      if (wanted == null || wanted.matches(name, 0, name.length)) {
        found.add(name);
      }
    }
    return found;
  }

  /** How many names of a kind somebody listens to. */
  public int count(Kind kind) {
    return topics(kind).size();
  }

  /** How many listen to a name. */
  public int subscribers(Kind kind, ByteView name) {
    Topic topic = topics(kind).get(ChannelName.of(name));
    return topic == null ? 0 : topic.count();
  }

  /** The heap that all subscriptions take. */
  public long subscriptionBytes() {
    return subscriptions.held();
  }

  /** The heap that messages take which wait to be sent. */
  public long messageBytes() {
    return messages.held();
  }
}
