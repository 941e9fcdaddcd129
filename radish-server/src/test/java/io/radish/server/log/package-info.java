// SPDX-License-Identifier: Apache-2.0
/** Tests of the log files. */
@NullMarked
package io.radish.server.log;

import org.jspecify.annotations.NullMarked;
