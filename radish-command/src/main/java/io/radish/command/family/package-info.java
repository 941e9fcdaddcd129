// SPDX-License-Identifier: Apache-2.0
/**
 * The families of commands, one file each: its table first, then the handlers, then their helpers.
 *
 * <p>Reading order: {@link io.radish.command.family.Families} names them all. A handler parses,
 * calls the store, and replies; what a value does is in {@code io.radish.value}.
 */
@NullMarked
package io.radish.command.family;

import org.jspecify.annotations.NullMarked;
