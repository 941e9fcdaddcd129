// SPDX-License-Identifier: Apache-2.0
/** Memory outside the garbage-collected heap. */
@NullMarked
package io.radish.memory;

import org.jspecify.annotations.NullMarked;
