// SPDX-License-Identifier: Apache-2.0
/** Effects kept in memory, for tests. */
@NullMarked
package io.radish.effect;

import org.jspecify.annotations.NullMarked;
