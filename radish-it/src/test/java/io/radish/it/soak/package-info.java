// SPDX-License-Identifier: Apache-2.0
/**
 * A server under clients that mean no good: garbage, cut requests, connections torn down, while
 * backups run. {@link io.radish.it.soak.ProtocolSoakTest} is the test, {@link
 * io.radish.it.soak.HostileClient} what it sends. A few seconds in each build; {@code
 * scripts/soak.sh} for as long as asked.
 */
@NullMarked
package io.radish.it.soak;

import org.jspecify.annotations.NullMarked;
