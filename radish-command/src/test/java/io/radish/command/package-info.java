// SPDX-License-Identifier: Apache-2.0
/** Tests of the table and of dispatch. */
@NullMarked
package io.radish.command;

import org.jspecify.annotations.NullMarked;
