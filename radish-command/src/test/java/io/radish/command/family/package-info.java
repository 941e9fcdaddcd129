// SPDX-License-Identifier: Apache-2.0
/** Tests of the families, as sessions of a client with a server that lies within the test. */
@NullMarked
package io.radish.command.family;

import org.jspecify.annotations.NullMarked;
