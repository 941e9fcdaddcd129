// SPDX-License-Identifier: Apache-2.0
/** Tests of channels, without clients. */
@NullMarked
package io.radish.command.pubsub;

import org.jspecify.annotations.NullMarked;
