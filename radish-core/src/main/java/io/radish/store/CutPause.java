// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

/**
 * How long opening a cut held all locks.
 *
 * @param number the cut's number; each is higher than the one before
 * @param nanos from the last lock taken to just before they are let go
 */
public record CutPause(int number, long nanos) {}
