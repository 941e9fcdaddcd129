// SPDX-License-Identifier: Apache-2.0
/** Tests of the allocator. */
@NullMarked
package io.radish.memory;

import org.jspecify.annotations.NullMarked;
