// SPDX-License-Identifier: Apache-2.0
package io.radish.command.tracking;

import io.radish.command.pubsub.PubSub;
import io.radish.command.pubsub.Push;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The news that copies of some keys are no longer right, encoded once for all who get it: as a push
 * of RESP3, or as a message of a channel for those who speak RESP2.
 */
final class Invalidation {
  private static final byte[] NOTICE = ascii(">2\r\n$10\r\ninvalidate\r\n");
  private static final byte[] MESSAGE =
      ascii("*3\r\n$7\r\nmessage\r\n$20\r\n__redis__:invalidate\r\n");
  private static final byte[] BROKEN = ascii(">2\r\n$21\r\ntracking-redir-broken\r\n");
  private static final byte[] ALL_3 = ascii("_\r\n");
  private static final byte[] ALL_2 = ascii("$-1\r\n");

  private final PubSub channels;
  private final byte[] body;
  private @Nullable Push notice;
  private @Nullable Push message;

  private Invalidation(PubSub channels, byte[] body) {
    this.channels = channels;
    this.body = body;
  }

  /** The news of some keys. */
  static Invalidation of(PubSub channels, Collection<byte[]> keys) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(ascii("*" + keys.size() + "\r\n"));
    for (byte[] key : keys) {
      body.writeBytes(ascii("$" + key.length + "\r\n"));
      body.writeBytes(key);
      body.writeBytes(ascii("\r\n"));
    }
    return new Invalidation(channels, body.toByteArray());
  }

  /** The news that no copy is right any more, for clients that speak this protocol. */
  static Invalidation ofAll(PubSub channels, int protocol) {
    return new Invalidation(channels, protocol == 3 ? ALL_3 : ALL_2);
  }

  /** The news that who is told in the place of another is gone. */
  static Push ofBrokenRedirect(PubSub channels, long id) {
    return channels.notice(BROKEN, ascii(":" + id + "\r\n"));
  }

  /** As a push of RESP3. */
  Push notice() {
    Push made = notice;
    if (made == null) {
      made = channels.notice(NOTICE, body);
      notice = made;
    }
    return made;
  }

  /** As a message of a channel. */
  Push message() {
    Push made = message;
    if (made == null) {
      made = channels.message(MESSAGE, body);
      message = made;
    }
    return made;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
