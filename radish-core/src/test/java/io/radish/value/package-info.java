// SPDX-License-Identifier: Apache-2.0
/** Tests of records and what they hold. */
@NullMarked
package io.radish.value;

import org.jspecify.annotations.NullMarked;
