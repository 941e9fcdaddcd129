// SPDX-License-Identifier: Apache-2.0
package io.radish.command.tracking;

import io.radish.command.pubsub.Push;

/** A connection as tracking sees it: one that can be told something. Safe for any thread. */
public interface TrackedClient {
  /** Its number; never given twice. */
  long id();

  /** The version of the protocol that it speaks by now. */
  int protocol();

  /** Whether it listens to any channel. */
  boolean isListening();

  /** Whether it is no longer there. */
  boolean isGone();

  /** Sends a message soon, under whatever locks. */
  void push(Push message);
}
