// SPDX-License-Identifier: Apache-2.0
/** Tests of the Lua machines, with hosts that answer next to nothing. */
@NullMarked
package io.radish.command.lua;

import org.jspecify.annotations.NullMarked;
