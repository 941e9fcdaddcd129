// SPDX-License-Identifier: Apache-2.0
package io.radish.command.tracking;

import org.jspecify.annotations.Nullable;

/**
 * How a client wants its keys tracked.
 *
 * @param broadcast whether it is told of all keys with its prefixes, whoever has read them
 * @param optIn whether only keys are tracked of commands that it says so of
 * @param optOut whether no keys are tracked of commands that it says so of
 * @param noLoop whether it is not told of its own changes
 * @param redirect who is told in its place; null for itself
 */
public record TrackingMode(
    boolean broadcast,
    boolean optIn,
    boolean optOut,
    boolean noLoop,
    @Nullable TrackedClient redirect) {}
