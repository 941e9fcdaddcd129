// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.server.ServerKind;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A line of the main table.
 *
 * @param what is measured, with its unit
 * @param shown the figure of each server
 * @param achieved what is held against the goal
 * @param goal what is to be reached
 */
record Row(String what, Map<ServerKind, String> shown, OptionalDouble achieved, Goal goal) {}
