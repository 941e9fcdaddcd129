// SPDX-License-Identifier: Apache-2.0
package io.radish.command.pubsub;

import io.radish.memory.ByteView;
import io.radish.store.GlobPattern;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A channel or pattern that somebody listens to, with those who do. Safe for any thread: its
 * monitor guards who listens, and is held while a message is handed to all of them, so that all get
 * all messages in one order.
 */
final class Topic {
  /** Up to this many are sought by walking them; nearly every channel has fewer. */
  private static final int FEW = 16;

  private static final Subscriber[] NOBODY = {};

  private final ChannelName name;
  private final @Nullable GlobPattern pattern;

  /** Those who listen; those of a moment ago where {@link #stale}. */
  private Subscriber[] members = NOBODY;

  /** The same as a set, where there are more than a few. */
  private @Nullable Set<Subscriber> many;

  private boolean stale;

  Topic(Kind kind, ChannelName name) {
    this.name = name;
    this.pattern = kind == Kind.PATTERN ? new GlobPattern(name.bytes()) : null;
  }

  ChannelName name() {
    return name;
  }

  /** Whether a pattern matches the name of a channel. */
  boolean matches(ByteView channel) {
    return pattern != null && pattern.matchesInPlace(channel);
  }

  synchronized void add(Subscriber subscriber) {
    Set<Subscriber> all = many;
    if (all == null && members.length < FEW) {
      members = Arrays.copyOf(members, members.length + 1);
      members[members.length - 1] = subscriber;
      return;
    }
    if (all == null) {
      all = new LinkedHashSet<>(Arrays.asList(members));
      many = all;
    }
    all.add(subscriber);
    stale = true;
  }

  /** Removes one who listens; whether nobody is left. */
  synchronized boolean remove(Subscriber subscriber) {
    if (many != null) {
      many.remove(subscriber);
      stale = true;
      return many.isEmpty();
    }
    int at = Arrays.asList(members).indexOf(subscriber);
    if (at >= 0) {
      Subscriber[] left = Arrays.copyOf(members, members.length - 1);
      System.arraycopy(members, at + 1, left, at, left.length - at);
      members = left;
    }
    return members.length == 0;
  }

  synchronized boolean has(Subscriber subscriber) {
    return many == null ? Arrays.asList(members).contains(subscriber) : many.contains(subscriber);
  }

  /** How many listen, those apart that were told to go and have not gone yet. */
  synchronized int count() {
    int count = 0;
    for (Subscriber member : many == null ? Arrays.asList(members) : many) {
      count += member.isDeaf() ? 0 : 1;
    }
    return count;
  }

  /** Hands a message to all who listen; the number of those who hear it. */
  synchronized int send(Push message) {
    // One look at who listens serves all messages until that changes.
    if (stale && many != null) {
      members = many.toArray(NOBODY);
      stale = false;
    }
    int receivers = 0;
    for (Subscriber member : members) {
      receivers += member.receive(message) ? 1 : 0;
    }
    return receivers;
  }
}
