// SPDX-License-Identifier: Apache-2.0
/** Tests of the transport over real sockets, against a conversation with a handful of commands. */
@NullMarked
package io.radish.server.net;

import org.jspecify.annotations.NullMarked;
