// SPDX-License-Identifier: Apache-2.0
/** Tests of the engine: the model test first, then one concept a class. */
@NullMarked
package io.radish.store;

import org.jspecify.annotations.NullMarked;
