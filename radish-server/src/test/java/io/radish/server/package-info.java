// SPDX-License-Identifier: Apache-2.0
/** Tests of the server's life: starts, stops, and what stands in their way. */
@NullMarked
package io.radish.server;

import org.jspecify.annotations.NullMarked;
