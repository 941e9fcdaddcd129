// SPDX-License-Identifier: Apache-2.0
/**
 * The comparison behind {@code docs/performance.md}: Radish, Redis and Valkey side by side.
 *
 * <p>Reading order: {@link io.radish.bench.compare.Compare} (the program), {@link
 * io.radish.bench.compare.Section} (one subject: what is measured of one server in one round, and
 * the lines that come of it), {@link io.radish.bench.compare.Figures} (what was measured), {@link
 * io.radish.bench.compare.Goal} (what is to be reached) and {@link io.radish.bench.compare.Report}.
 *
 * <p>Servers take turns within each round, so that whatever else the machine does meets all of
 * them; each turn has a fresh server. Medians over the rounds are shown; ratios are taken within a
 * round, and their median is shown.
 */
@NullMarked
package io.radish.bench.compare;

import org.jspecify.annotations.NullMarked;
