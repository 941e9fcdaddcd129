// SPDX-License-Identifier: Apache-2.0
/**
 * Pictures of the whole store at one instant, and the way back in.
 *
 * <p>Reading order: {@link io.radish.snapshot.Snapshots} takes a {@link
 * io.radish.snapshot.Snapshot}, whose keyspaces are read through an {@link
 * io.radish.snapshot.EntryCursor}; an {@link io.radish.snapshot.EntrySink} takes entries back.
 *
 * <p>Invariant: what a snapshot shows is what the store held at its cut, whatever happens to the
 * store meanwhile. This package knows nothing of files or formats.
 */
@NullMarked
package io.radish.snapshot;

import org.jspecify.annotations.NullMarked;
