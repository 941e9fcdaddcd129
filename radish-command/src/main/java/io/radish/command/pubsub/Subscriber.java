// SPDX-License-Identifier: Apache-2.0
package io.radish.command.pubsub;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One client, with what it listens to. Changed on its connection's thread only; counts may be read
 * by any thread.
 */
public final class Subscriber {
  /** What a subscription takes beside the name: entries in two tables and the topic itself. */
  static final long SUBSCRIPTION_BYTES = 300;

  private final Receiver receiver;
  private final Map<Kind, Set<ChannelName>> names = new EnumMap<>(Kind.class);
  private volatile int channels;
  private volatile int patterns;
  private volatile int shards;
  private volatile long bytes;
  private volatile boolean deaf;

  /** Makes a client that listens to nothing. */
  public Subscriber(Receiver receiver) {
    this.receiver = receiver;
    for (Kind kind : Kind.values()) {
      names.put(kind, new LinkedHashSet<>());
    }
  }

  /** How many subscriptions of a kind there are. */
  public int count(Kind kind) {
    return switch (kind) {
      case CHANNEL -> channels;
      case PATTERN -> patterns;
      case SHARD -> shards;
    };
  }

  /** Whether there is any subscription. */
  public boolean isSubscribed() {
    return bytes > 0;
  }

  /** The heap that all subscriptions take. */
  public long bytes() {
    return bytes;
  }

  /** Hears nothing from now on, though its subscriptions are still there; by any thread. */
  public void deafen() {
    deaf = true;
  }

  boolean isDeaf() {
    return deaf;
  }

  /** Hands it a message; whether it hears still. */
  boolean receive(Push message) {
    if (deaf) {
      return false;
    }
    receiver.receive(message);
    return true;
  }

  private Set<ChannelName> names(Kind kind) {
    return names.getOrDefault(kind, Set.of());
  }

  List<ChannelName> copyOfNames(Kind kind) {
    return new ArrayList<>(names(kind));
  }

  static long bytesOf(ChannelName name) {
    return SUBSCRIPTION_BYTES + name.bytes().length;
  }

  boolean has(Kind kind, ChannelName name) {
    return names(kind).contains(name);
  }

  void add(Kind kind, ChannelName name) {
    if (names(kind).add(name)) {
      count(kind, bytesOf(name));
    }
  }

  void remove(Kind kind, ChannelName name) {
    if (names(kind).remove(name)) {
      count(kind, -bytesOf(name));
    }
  }

  private void count(Kind kind, long moreBytes) {
    int now = names(kind).size();
    switch (kind) {
      case CHANNEL -> channels = now;
      case PATTERN -> patterns = now;
      case SHARD -> shards = now;
    }
    long sum = bytes + moreBytes;
    bytes = sum;
  }
}
