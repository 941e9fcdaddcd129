// SPDX-License-Identifier: Apache-2.0
/**
 * Lua 5.1 as Redis has it, in machines that can be held: bounded in memory, stoppable through
 * everything that a script can catch, and with no way out but what the host offers.
 *
 * <p>Read {@link io.radish.command.lua.LuaMachine} first, then {@link
 * io.radish.command.lua.LuaHost}; {@link io.radish.command.lua.LuaMachines} makes them. The other
 * half is in C, in {@code src/main/c}: what may raise an error of Lua's happens there, so that no
 * error ever passes through Java. It must not know of commands: what a script asks for is an array
 * of bytes here, and what it gets is RESP.
 */
@NullMarked
package io.radish.command.lua;

import org.jspecify.annotations.NullMarked;
