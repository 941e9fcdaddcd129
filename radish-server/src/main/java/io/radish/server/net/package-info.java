// SPDX-License-Identifier: Apache-2.0
/**
 * Sockets: who is connected, what arrives from them, and what goes back.
 *
 * <p>Reading order: a {@link io.radish.server.net.Transport} listens and owns the event loops; a
 * {@code Connection} is one client on one loop; a {@link io.radish.server.net.Conversation} is the
 * other side of it, which runs requests and knows of no socket; it sees the connection as a {@link
 * io.radish.command.Client}, and may take its time over a request with a {@link
 * io.radish.command.Deferral}.
 *
 * <p>Invariants: a connection's requests run one after the other on its loop's thread, and answers
 * leave in their order. Nothing more is read from a client whose answers it does not read, so what
 * a client can make the server hold is bounded. A client that sends without pause gives way to the
 * others of its loop every few milliseconds. Whatever happens to one connection, the others do not
 * notice.
 *
 * <p>This package knows nothing of what commands there are, nor of keys.
 */
@NullMarked
package io.radish.server.net;

import org.jspecify.annotations.NullMarked;
