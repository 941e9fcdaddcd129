// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

/** The Redis that Radish passes for: clients choose by it what they dare to send. */
final class RedisVersion {
  /** The version in {@code HELLO} and {@code INFO}. */
  static final String SPOKEN = "7.2.5";

  private RedisVersion() {}
}
