// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

/** Where the expiry pass goes on in one keyspace. Used by the maintenance thread only. */
final class ExpiryPosition {
  int shard;
  long position;
}
