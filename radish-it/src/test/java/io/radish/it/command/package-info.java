// SPDX-License-Identifier: Apache-2.0
/**
 * Commands held against what they say of themselves, against sessions written down, and against a
 * real {@code redis-server}.
 *
 * <p>Reading order: {@link io.radish.it.command.CommandScenario} and the scenarios that extend it,
 * {@link io.radish.it.command.CommandTableTest}, {@link io.radish.it.command.DifferentialTest}.
 */
@NullMarked
package io.radish.it.command;

import org.jspecify.annotations.NullMarked;
