// SPDX-License-Identifier: Apache-2.0
/**
 * The engine: keyspaces over shards, found by name, with exact expiry and consistent cuts.
 *
 * <p>Reading order: {@link io.radish.store.KeyspaceName}, {@link io.radish.store.Store}, {@link
 * io.radish.store.Keyspace}, {@code Index}, {@code Shard}, {@link io.radish.store.Cut}. {@link
 * io.radish.store.Cache} is the way in for programs that embed Radish.
 *
 * <p>Invariants: a record has one owner, its slot in an index; no reference to one outlives its
 * shard's lock, unless the record is pinned; a record that an open cut still has to read is never
 * changed; locks are taken in the order of the shards' numbers.
 *
 * <p>This package knows nothing of files, threads or replies.
 */
@NullMarked
package io.radish.store;

import org.jspecify.annotations.NullMarked;
