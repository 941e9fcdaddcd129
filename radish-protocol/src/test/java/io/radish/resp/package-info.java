// SPDX-License-Identifier: Apache-2.0
/** Tests of the protocol. */
@NullMarked
package io.radish.resp;

import org.jspecify.annotations.NullMarked;
