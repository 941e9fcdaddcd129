// SPDX-License-Identifier: Apache-2.0
/** Tests of the settings: the table, its sources and {@code CONFIG}. */
@NullMarked
package io.radish.server.config;

import org.jspecify.annotations.NullMarked;
