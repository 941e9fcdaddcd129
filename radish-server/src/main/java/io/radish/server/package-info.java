// SPDX-License-Identifier: Apache-2.0
/**
 * The running server.
 *
 * <p>Reading order: {@link io.radish.server.Version}.
 */
@NullMarked
package io.radish.server;

import org.jspecify.annotations.NullMarked;
