// SPDX-License-Identifier: Apache-2.0
/** Tests of what commands are made of; of commands themselves in {@code radish-it}. */
@NullMarked
package io.radish.command;

import org.jspecify.annotations.NullMarked;
