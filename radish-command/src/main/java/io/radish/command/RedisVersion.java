// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

/** The Redis that Radish passes for: clients choose by it what they dare to send. */
public final class RedisVersion {
  /** The version in {@code HELLO} and {@code INFO}. */
  public static final String SPOKEN = "7.2.5";

  /** The same as a number, with a byte for each part, as scripts are told. */
  static final int NUMBER = 0x070205;

  private RedisVersion() {}
}
