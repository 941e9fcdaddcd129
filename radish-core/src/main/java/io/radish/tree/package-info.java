// SPDX-License-Identifier: Apache-2.0
/**
 * Ordered trees of elements in a shard's memory: what large collections are made of.
 *
 * <p>Reading order: {@link io.radish.tree.TreeRoot}, what leads to a tree; {@link
 * io.radish.tree.TreeCursor}, how it is searched and walked; {@link io.radish.tree.TreeEdit}, how
 * it is changed; {@code Page} and {@code Leaf}, how it lies in memory; {@link
 * io.radish.tree.TreeBlocks}, how it is moved, copied and let go of as a whole.
 *
 * <p>An element is a head of 64 bits, a rest of its key and a value, both of any length. Elements
 * are ordered by their heads, as numbers without sign, and then by the bytes of the rest. What head
 * and rest mean is the business of the types above: a hash puts a field's hash value before the
 * field, a sorted set the score before the member.
 *
 * <p>Invariants: a page that an open cut may read is copied before it is written to, and so is
 * every page above it; a change that finds no memory leaves the tree as it was.
 */
@NullMarked
package io.radish.tree;

import org.jspecify.annotations.NullMarked;
