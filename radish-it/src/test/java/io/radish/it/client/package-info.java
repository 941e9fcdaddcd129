// SPDX-License-Identifier: Apache-2.0
/** Client libraries, unmodified, against a server on a socket. */
@NullMarked
package io.radish.it.client;

import org.jspecify.annotations.NullMarked;
