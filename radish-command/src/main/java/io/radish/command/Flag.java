// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.util.Locale;

/**
 * What is to be known of a command before it is run, under the names that {@code COMMAND} gives.
 */
public enum Flag {
  WRITE,
  READONLY,
  DENYOOM,
  ADMIN,
  PUBSUB,
  NOSCRIPT,
  BLOCKING,
  LOADING,
  STALE,
  SKIP_MONITOR,
  SKIP_SLOWLOG,
  FAST,
  NO_AUTH,
  MAY_REPLICATE,
  NO_MANDATORY_KEYS,
  NO_ASYNC_LOADING,
  NO_MULTI,
  MOVABLEKEYS,
  ALLOW_BUSY,
  ASKING,

  /** Of our own, not shown: changes the session, so that {@code CACHE} refuses it. */
  SESSION,

  /** Of our own, not shown: may be run by a client that speaks RESP2 and is subscribed. */
  SUBSCRIBED,

  /** Of our own, not shown: takes every shard's lock instead of its keys'. */
  ALL_SHARDS,

  /** Of our own, not shown: creates no keyspace and finds no fault with one that is missing. */
  NO_KEYSPACE,

  /** Of our own, not shown: runs at once after {@code MULTI}, instead of being queued. */
  UNQUEUED,

  /** Of our own, not shown: runs what was queued, so that what refuses it ends the transaction. */
  EXECUTES,

  /** Of our own, not shown: runs a script or function. */
  SCRIPTED;

  /** Whether {@code COMMAND} shows it. */
  public boolean isShown() {
    return compareTo(SESSION) < 0 && this != MAY_REPLICATE; // which Redis hides, too
  }

  /** The name in {@code COMMAND INFO}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
