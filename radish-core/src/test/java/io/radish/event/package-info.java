// SPDX-License-Identifier: Apache-2.0
/** Tests of events. */
@NullMarked
package io.radish.event;

import org.jspecify.annotations.NullMarked;
