// SPDX-License-Identifier: Apache-2.0
/** Tests of places. */
@NullMarked
package io.radish.geo;

import org.jspecify.annotations.NullMarked;
