// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

/**
 * How long opening a cut held everybody up.
 *
 * @param number the cut's number; each is higher than the one before
 * @param nanos from the first lock taken to the last one let go
 */
public record CutPause(int number, long nanos) {}
