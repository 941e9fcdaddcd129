// SPDX-License-Identifier: Apache-2.0
package io.radish.command.pubsub;

import java.nio.charset.StandardCharsets;

/** A way to subscribe: each has channels of its own. */
public enum Kind {
  CHANNEL("subscribe", "unsubscribe", "message"),

  /** All channels of the first kind whose names match. */
  PATTERN("psubscribe", "punsubscribe", "pmessage"),

  /** Of a shard in a cluster; for a server by itself just other channels. */
  SHARD("ssubscribe", "sunsubscribe", "smessage");

  private final String subscribed;
  private final String unsubscribed;
  private final String message;

  Kind(String subscribed, String unsubscribed, String message) {
    this.subscribed = subscribed;
    this.unsubscribed = unsubscribed;
    this.message = message;
  }

  /** The first word of what confirms a subscription. */
  public String subscribed() {
    return subscribed;
  }

  /** The first word of what confirms the end of one. */
  public String unsubscribed() {
    return unsubscribed;
  }

  /** The first word of a message. */
  byte[] message() {
    return message.getBytes(StandardCharsets.US_ASCII);
  }
}
