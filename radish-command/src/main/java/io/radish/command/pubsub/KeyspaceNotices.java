// SPDX-License-Identifier: Apache-2.0
package io.radish.command.pubsub;

import io.radish.event.KeyEvents;
import io.radish.memory.ByteView;
import java.nio.charset.StandardCharsets;

/**
 * What happens to keys, published: to a channel of the key's name, then to one of the event's. In
 * the place of a database's number stands a cache's or store's name where it has no number.
 *
 * <p>Told under the lock of the key's shard, so that the messages of a key come in the order of its
 * changes.
 */
public final class KeyspaceNotices implements KeyEvents.Listener {
  private static final byte[] KEYSPACE = "__keyspace@".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] KEY_EVENT = "__keyevent@".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BEHIND = "__:".getBytes(StandardCharsets.US_ASCII);

  private final PubSub channels;
  private final KeyEvents events;
  private volatile NotificationChoice choice = NotificationChoice.NONE;

  /** Publishes nothing until something is {@linkplain #choose chosen}. */
  public KeyspaceNotices(PubSub channels, KeyEvents events) {
    this.channels = channels;
    this.events = events;
    events.setListener(this);
  }

  /** Chooses what is published from now on. */
  public void choose(NotificationChoice chosen) {
    choice = chosen;
    events.choose(chosen.bits());
  }

  @Override
  public void happened(String event, byte[] keyspace, ByteView key) {
    if (channels.isQuiet()) {
      return;
    }
    NotificationChoice now = choice;
    ByteView name = ByteView.of(event.getBytes(StandardCharsets.US_ASCII));
    // A channel of a longer name has no subscribers; and no pattern is held against it.
    boolean isNameable = key.length() <= PubSub.MOST_NAME_BYTES;
    if (now.toKeyspace() && isNameable) {
      channels.publish(Kind.CHANNEL, channel(KEYSPACE, keyspace, key), name);
    }
    if (now.toKeyEvent()) {
      channels.publish(Kind.CHANNEL, channel(KEY_EVENT, keyspace, name), key);
    }
  }

  private static ByteView channel(byte[] before, byte[] keyspace, ByteView last) {
    int length = before.length + keyspace.length + BEHIND.length;
    byte[] channel = new byte[length + last.length()];
    System.arraycopy(before, 0, channel, 0, before.length);
    System.arraycopy(keyspace, 0, channel, before.length, keyspace.length);
    System.arraycopy(BEHIND, 0, channel, length - BEHIND.length, BEHIND.length);
    last.copyTo(0, channel, length, last.length());
    return ByteView.of(channel);
  }
}
