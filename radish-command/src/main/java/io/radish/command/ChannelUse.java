// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

/** Where among the arguments of a command channels stand that a user may be kept out of. */
public enum ChannelUse {
  NONE,

  /** Argument 1 is published to. */
  FIRST,

  /** All arguments are listened to. */
  ALL,

  /** All arguments are patterns of channels that are listened to. */
  PATTERNS
}
