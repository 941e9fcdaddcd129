// SPDX-License-Identifier: Apache-2.0
/**
 * Places on the earth: as numbers that a sorted set can have for scores, and which of them lie
 * within a circle or a box.
 *
 * <p>Reading order: {@link io.radish.geo.GeoPoint}, a longitude with a latitude; {@link
 * io.radish.geo.GeoCell}, a rectangle of the earth that has a number; {@link
 * io.radish.geo.GeoShape}, what is searched for and the cells that have it.
 *
 * <p>The numbers and the order of cells are those of Redis, so that data and answers are the same.
 * Knows nothing of values and keys: this is geometry alone.
 */
@NullMarked
package io.radish.geo;

import org.jspecify.annotations.NullMarked;
