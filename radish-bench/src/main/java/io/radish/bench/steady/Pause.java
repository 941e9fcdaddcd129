// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.steady;

import java.time.Instant;

/**
 * A time at which the server, or one of its network threads, did not go on.
 *
 * @param kind the flight recorder's name for it
 * @param begun when
 * @param millis how long it was
 */
record Pause(String kind, Instant begun, double millis) {}
