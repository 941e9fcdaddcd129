// SPDX-License-Identifier: Apache-2.0
/**
 * Drivers that the tests of several modules share.
 *
 * <p>Reading order: {@link io.radish.testkit.CommandPeer}, what a test talks to; {@link
 * io.radish.testkit.CommandDriver}, commands run in this process, over a real store and a fake
 * server; {@link io.radish.testkit.RealServer}, a {@code redis-server} beside it; {@link
 * io.radish.testkit.Replies}, what tests expect.
 *
 * <p>Nothing here sleeps or looks at the clock: time is a {@link io.radish.store.ManualClock}.
 */
@NullMarked
package io.radish.testkit;

import org.jspecify.annotations.NullMarked;
