// SPDX-License-Identifier: Apache-2.0
/** Tests of the whole: architecture, sockets, clients, real peers, documents. */
@NullMarked
package io.radish.it;

import org.jspecify.annotations.NullMarked;
