// SPDX-License-Identifier: Apache-2.0
/** Tests of values in the form of Redis, with payloads that real servers wrote. */
@NullMarked
package io.radish.rdb;

import org.jspecify.annotations.NullMarked;
