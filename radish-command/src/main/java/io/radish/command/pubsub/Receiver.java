// SPDX-License-Identifier: Apache-2.0
package io.radish.command.pubsub;

/** The way to a client that listens. */
@FunctionalInterface
public interface Receiver {
  /** Sends a message soon, in the order of the calls; by any thread, under any lock. */
  void receive(Push message);
}
