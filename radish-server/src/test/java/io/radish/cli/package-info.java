// SPDX-License-Identifier: Apache-2.0
/** Tests of the launcher and of the subcommands. */
@NullMarked
package io.radish.cli;

import org.jspecify.annotations.NullMarked;
