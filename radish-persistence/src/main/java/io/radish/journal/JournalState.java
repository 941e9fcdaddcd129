// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

/**
 * Whether the disk takes what is committed.
 *
 * <pre>
 *   HEALTHY ---- the disk does not keep up ----> BEHIND ---- a call failed ----> FAILING
 *      ^  ^----------- it has caught up -----------'                               |
 *      '------------- all that was missing is in a new segment --------------------'
 * </pre>
 */
public enum JournalState {
  /** The disk keeps up. */
  HEALTHY,
  /** The oldest unit not durable is two seconds old, or there are 64 MiB of them: writers wait. */
  BEHIND,
  /** A write or an fsync failed, and the disk has not taken the units since: writes are refused. */
  FAILING
}
